"""The slice that ships: what `python -m engine.slices` wrote."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from engine.backend import Array
from engine.slices.spline import Spline

FILE = Path(__file__).with_name("network.json")


@dataclass(frozen=True, eq=False)
class Slice:
    """Loss over w* + x d1 + y d2: w* the last weights, d1 and d2 of length 1, orthogonal.

    `path` (T, 2) is the training run projected into the plane, `shares` how much of the
    variance of the path lies along each direction.
    """

    spline: Spline
    path: Array
    shares: tuple[float, float]
    parameters: int
    images: int
    steps: int


@cache
def network_slice() -> Slice:
    """The slice through the lecture's two-layer network."""
    told = json.loads(FILE.read_text())
    spline = Spline(tuple(told["x"]), tuple(told["y"]), np.array(told["values"]))
    shares = (float(told["shares"][0]), float(told["shares"][1]))
    path = np.array(told["path"])
    return Slice(spline, path, shares, told["parameters"], told["images"], told["steps"])
