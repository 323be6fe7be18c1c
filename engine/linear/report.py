"""Everything a page shows of a classifier at one step of its walk, and of the walk itself."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.backend import Array
from engine.linear.objective import Objective
from engine.linear.terms import terms
from engine.rules import Trajectory

MOST = 160  # points of a curve
ROOM = 0.96  # of a picture's half, for the farthest point
TALL = 0.84  # a picture's height over its width
TIDY = (1.1, 1.65, 2.2, 3.3, 5.5, 7.7)  # times powers of ten


def report(objective: Objective, theta: Array) -> dict[str, Any]:
    """Scores, terms, losses and the gradient at theta (P,), as lists and numbers."""
    with np.errstate(over="ignore", invalid="ignore"):
        scores = objective.scores(theta)
        each, g = objective.gradient(theta)
    (W, b), (dW, db) = objective.split(theta), objective.split(g)
    best = scores.argmax(axis=1)
    data, added = float(each.sum()) / len(each), objective.penalty.value(W, objective.pull)
    return {
        "loss": objective.loss.key,
        "W": W.tolist(),
        "b": b.tolist(),
        "dW": dW.tolist(),
        "db": db.tolist(),
        "scores": scores.tolist(),
        "terms": terms(objective.loss.key, scores, objective.y).tolist(),
        "each": each.tolist(),
        "best": best.tolist(),
        "correct": int((best == objective.y).sum()),
        "data": data,
        "penalty": added,
        "total": data + added,
        "size": objective.penalty.size(W),
    }


def kept(last: int) -> Array:
    """The steps a curve shows of 0 ... last: all of them, or at equal distances and the last."""
    stride = -(-(last + 1) // MOST)
    steps = np.arange(0, last + 1, stride)
    return steps if steps[-1] == last else np.append(steps, last)


def curve(objective: Objective, walk: Trajectory) -> dict[str, Any]:
    """Both parts of the loss, and the share of points put right, by step."""
    points = walk.points[kept(len(walk.points) - 1)]
    data, added = objective.parts(points)
    with np.errstate(over="ignore", invalid="ignore"):
        right = (objective.scores(points).argmax(axis=-1) == objective.y).mean(axis=-1)
        total = data + added
    lost = np.flatnonzero(~np.isfinite(walk.values))
    return {
        "data": data.tolist(),
        "penalty": added.tolist(),
        "total": total.tolist(),
        "accuracy": right.tolist(),
        "diverged": int(lost[0]) if len(lost) else None,
    }


def bound(x: Array) -> float:
    """Half the width of a picture that holds the points x (N, 2): 1.1, 2.2, 5.5, 11, ..."""
    far = max(abs(x[:, 0]).max(), abs(x[:, 1]).max() / TALL) / ROOM
    if far <= TIDY[0]:
        return TIDY[0]
    power = 10.0 ** math.floor(math.log10(far / TIDY[0]))
    return next((f * power for f in TIDY if f * power >= far), 10 * TIDY[0] * power)
