"""What a drag elsewhere on the regularization page does not change: computed once, then kept."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from engine.backend import Array
from engine.penalties import Penalty
from engine.scaling import Scaling
from engine.separator import Problem, fit_at, sweep, zeros

Rows = tuple[tuple[float, ...], ...]
RIGHT = np.arange(3)
CAR = 1
TOP = 4.0  # the largest scale
SCALES = np.linspace(0, TOP, 81)


def scaling(scores: Rows, images: str, penalty: Penalty, strength: float) -> Scaling:
    """Of the images in the loss: the car, or all three."""
    shown = np.array([CAR]) if images == "car" else RIGHT
    return Scaling(np.array(scores)[:, shown], RIGHT[shown], penalty, strength)


@lru_cache(maxsize=64)
def curve_of(scores: Rows, images: str, penalty: Penalty, strength: float) -> dict[str, Any]:
    """Loss and penalty at every scale, and where their sum is least."""
    own = scaling(scores, images, penalty, strength)
    data = [float(own.losses(alpha).mean()) for alpha in SCALES]
    costs = [own.cost(alpha) for alpha in SCALES]
    best = own.best(TOP)
    return {
        "W": [list(row) for row in scores],
        "alphas": SCALES.tolist(),
        "data": data,
        "penalty": costs,
        "total": [d + c for d, c in zip(data, costs, strict=True)],
        "best": list(best),
        "single": bool(best[1] - best[0] < 1e-9),
        "least": float(own.losses(best[0]).mean()) + own.cost(best[0]),
    }


@lru_cache(maxsize=256)
def swept(task: Problem, penalty: Penalty, factor: float, strength: float) -> dict[str, Any]:
    """One penalty from weak to strong on real images, and at one strength."""
    fits = list(reversed(sweep(task, penalty, factor)))
    curves = [_told(task, fit.weights) for fit in fits]
    chosen = fit_at(task, penalty, strength, factor)
    kept = [told["val.loss"] for told in curves]
    return {
        "curves": {name: [told[name] for told in curves] for name in curves[0]},
        "best": int(np.argmin(kept)),
        "now": _told(task, chosen.weights) | {"settled": chosen.settled},
        "w": chosen.weights[:-1],
    }


def _told(task: Problem, w: Array) -> dict[str, float]:
    return task.measure(w) | {"zeros": zeros(w)}
