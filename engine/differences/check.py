"""The gradient check: differences against calculus, over widths h and over planted mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.differences.models import Model
from engine.random import stream
from engine.registry import Text

BUGS: dict[str, Text] = {
    "none": ("no mistake", "بدون اشتباه"),
    "sign": ("the sign is wrong", "علامت وارون است"),
    "mean": ("not divided by N", "بر N تقسیم نشده"),
    "penalty": ("penalty forgotten", "جملهٔ تنظیم فراموش شده"),
    "double": ("penalty without its ½", "جملهٔ تنظیم بدون ½"),
}


@dataclass(frozen=True)
class Errors:
    """Relative error of forward and centred differences at each width: the median of weights."""

    widths: Array
    forward: Array
    centred: Array


@dataclass(frozen=True)
class Coordinate:
    """One weight: where it stands in w, and its slope by calculus and by differences."""

    index: int
    analytic: float
    numeric: float
    error: float


def relative(a: float, b: float) -> float:
    """|a - b| / max(|a|, |b|); 0 where both are 0."""
    size = max(abs(a), abs(b))
    return abs(a - b) / size if size else 0.0


def picked(model: Model, count: int, seed: int) -> list[int]:
    """Weights whose slope is not 0, drawn at random."""
    data, penalty = model.gradient(model.start)
    steep = np.flatnonzero(np.abs(data + penalty) > np.abs(data + penalty).max() / 20)
    return sorted(stream(seed, "sample", 0).permutation(steep)[:count].tolist())


def slopes(model: Model, index: int, h: float) -> tuple[float, float]:
    """Forward and centred difference of L along one weight; h as the dtype can hold it."""
    w = model.start.copy()
    here = model.value(w)
    w[index] = model.start[index] + h
    ahead = model.value(w)
    w[index] = model.start[index] - h
    behind = model.value(w)
    return (ahead - here) / h, (ahead - behind) / (2 * h)


def errors(model: Model, exact: Array, indices: Sequence[int], widths: Array) -> Errors:
    """How far both differences are from `exact`, dL/dw in float64, at every width."""
    found = np.array([[slopes(model, i, float(h)) for i in indices] for h in widths])
    right = np.array([exact[i] for i in indices])[None, :, None]
    off = np.abs(found - right) / np.maximum(np.abs(found), np.abs(right))
    middle = np.median(off, axis=1)
    return Errors(widths, middle[:, 0], middle[:, 1])


def planted(model: Model, bug: str) -> Array:
    """dL/dw as somebody who made the mistake `bug` would have written it."""
    data, penalty = model.gradient(model.start)
    data_factor = {"sign": -1, "mean": len(model.y)}.get(bug, 1)
    penalty_factor = {"sign": -1, "penalty": 0, "double": 2}.get(bug, 1)
    return data_factor * data + penalty_factor * penalty


def table(model: Model, gradient: Array, indices: Sequence[int], h: float) -> list[Coordinate]:
    """Calculus beside centred differences, weight by weight."""
    rows = []
    for index in indices:
        numeric = slopes(model, index, h)[1]
        analytic = float(gradient[index])
        rows.append(Coordinate(index, analytic, numeric, relative(analytic, numeric)))
    return rows
