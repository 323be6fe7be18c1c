"""The numbers of slides 57 to 69 by the functions of the page of the linear classifier."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from engine.backend import Array
from engine.lecture.examples import table
from engine.linear import PRESETS, START_B, START_W, Objective
from engine.losses import LOSSES
from engine.penalties import PENALTIES

STRENGTH = 0.1  # of the demo that slide 66 links to


def linear_loss(loss: str, scores: Sequence[float], right: int) -> float:
    """The whole loss of one point at (0, 0), whose scores are the biases."""
    origin, classes = np.zeros((1, 2)), len(scores)
    penalty, target = PENALTIES["l2"](), np.array([right])
    surface = Objective(LOSSES[loss](), penalty, STRENGTH, 0.5, origin, target, classes)
    return surface(np.concatenate((np.zeros(2 * classes), scores)))[0]


def linear_penalty(share: float) -> float:
    """What lambda = 0.1 adds at the start of slide 66: share lambda sum W^2."""
    _, added = _start(share).parts(_theta())
    return float(added)


def linear_gradient(row: int, column: int) -> float:
    """dL/dW at the start of slide 66, where the loss adds lambda sum W^2."""
    surface = _start(1.0)
    W, _ = surface.split(surface(_theta())[1])
    return float(W[row, column])


def _start(share: float) -> Objective:
    points = table(PRESETS["nine"].points)
    x, y = points[:, :2], points[:, 2].astype(int)
    return Objective(LOSSES["hinge"](), PENALTIES["l2"](), STRENGTH, share, x, y, 3)


def _theta() -> Array:
    return np.concatenate((table(START_W).ravel(), table(START_B).ravel()))


POINTS: dict[str, Callable[..., float]] = {
    made.__name__: made for made in (linear_loss, linear_penalty, linear_gradient)
}
