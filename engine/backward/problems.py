"""The numbers backward passes are checked on: points of a neuron, small copies of real images."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from engine.backend import Array
from engine.backward.lines import POINTS, Env, Named
from engine.data import CLASSES
from engine.differences.models import images
from engine.random import stream

MORE = 60  # points beside the first
SIDE, TIMES = 32, 8  # an image of 32 x 32 becomes 4 x 4
HIDDEN = 6
SEEN = (6, 5)  # images of each problem: what is right for one number of images only is not right
STRENGTHS = (0.1, 0.3)


def points(first: Mapping[str, float]) -> tuple[Env, ...]:
    """The first point as the lecture has it, then 60 in [-2, 2]."""
    drawn = stream(0, "noise", 0).uniform(-2, 2, (len(first), MORE))
    rows = zip(first.items(), drawn, strict=True)
    return ({name: Named(POINTS, np.append(at, row)) for (name, at), row in rows},)


def linear(folder: Path) -> tuple[Env, ...]:
    """Six images, then five others: x (N, 49), t one-hot (N, 10), W (10, 49), lam, N."""
    return tuple(
        {**seen, "W": Named("kd", _drawn(k, (len(CLASSES), _wide(seen)), 0.3))}
        for k, seen in enumerate(_seen(folder))
    )


def two_layer(folder: Path) -> tuple[Env, ...]:
    """The same images with W1 (49, 6) and W2 (6, 10)."""
    made = []
    for k, seen in enumerate(_seen(folder)):
        first = Named("dj", _drawn(k, (_wide(seen), HIDDEN), 0.3))
        made.append({**seen, "W1": first, "W2": Named("jk", _drawn(k + 2, (HIDDEN, 10), 1.0))})
    return tuple(made)


def _seen(folder: Path) -> list[dict[str, Named]]:
    x, y = images(folder, sum(SEEN))
    found, at = [], 0
    for count, strength in zip(SEEN, STRENGTHS, strict=True):
        part = slice(at, at := at + count)
        numbers = {"N": float(count), "lam": strength}
        scalars = {name: Named("", np.array(value)) for name, value in numbers.items()}
        shown = {"x": Named("id", _small(x[part])), "t": Named("ik", np.eye(len(CLASSES))[y[part]])}
        found.append({**shown, **scalars})
    return found


def _small(x: Array) -> Array:
    """Means of blocks of 8 x 8 pixels, (N, 48), and a 1 behind."""
    blocks = x[:, :-1].reshape(len(x), SIDE // TIMES, TIMES, SIDE // TIMES, TIMES, -1)
    return np.column_stack((blocks.mean(axis=(2, 4)).reshape(len(x), -1), np.ones(len(x))))


def _wide(seen: Env) -> int:
    return int(seen["x"].values.shape[1])


def _drawn(k: int, shape: tuple[int, int], std: float) -> Array:
    drawn: Array = std * stream(0, "init", k).standard_normal(shape)
    return drawn
