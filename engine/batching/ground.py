"""The loss of two weights as a map, and its lowest place."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from engine.backend import Array
from engine.batching.problem import START, Problem

X, Y = (-2.6, 9.4), (-1.9, 3.62)  # both to one scale on the page
COLUMNS, ROWS = 53, 26
LEVELS = 16
FINER, ZOOMS = 21, 12  # a grid of the search for the lowest place, how often it is made finer


def heights(problem: Problem, xs: Array, ys: Array) -> Array:
    """L at every pair of weights, (rows, columns)."""
    W = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    s = (W @ problem.x.T).reshape(-1, 1)
    each = problem.loss.per_example(np.hstack((s, np.zeros_like(s))), np.tile(problem.y, len(W)))
    return each.reshape(len(ys), len(xs), -1).mean(axis=2)


def lowest(problem: Problem) -> tuple[float, float]:
    """The two weights of the smallest loss, by ever finer grids: the loss is convex."""
    (x, y), wide, high = START, X[1] - X[0], Y[1] - Y[0]
    for _ in range(ZOOMS):
        xs, ys = np.linspace(x - wide, x + wide, FINER), np.linspace(y - high, y + high, FINER)
        j, i = divmod(int(heights(problem, xs, ys).argmin()), FINER)
        x, y, wide, high = float(xs[i]), float(ys[j]), wide / 4, high / 4
    return x, y


@lru_cache(maxsize=4)
def ground(problem: Problem) -> dict[str, Any]:
    """Heights (rows, columns) float32 from low y to high, levels, bounds, the lowest place."""
    values = heights(problem, np.linspace(*X, COLUMNS), np.linspace(*Y, ROWS))
    x, y = lowest(problem)
    low = problem.judge(np.array([[x], [y]]))[0]
    shares = (np.arange(1, LEVELS + 1) / LEVELS) ** 2
    levels = low + shares * (values.max() - low)
    return {
        "values": values.astype(np.float32),
        "levels": [float(level) for level in levels],
        "x": list(X),
        "y": list(Y),
        "lowest": [x, y],
    }
