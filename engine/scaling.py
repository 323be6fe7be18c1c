"""A classifier made larger or smaller as a whole: hinge loss and penalty of alpha W."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.losses import LOSSES
from engine.penalties import Penalty

HALVINGS = 50  # of a range of 4: to the last digits


@dataclass(frozen=True, eq=False)
class Scaling:
    """The SVM loss of alpha W, each image having one input of its own, so that W holds the scores.

    Attributes:
        weights: W, (K, N): one row a class, one column an image.
        target: the right class of each image, (N,).
        penalty: R.
        strength: what the loss adds is share * strength * R(alpha W).
    """

    weights: Array
    target: Array
    penalty: Penalty
    strength: float

    def arguments(self, alpha: float) -> Array:
        """s_j - s_y + 1 of every image and class, (N, K), before the maximum with 0; 1 at j = y."""
        scores = alpha * self.weights.T
        return scores - scores[np.arange(len(scores)), self.target][:, None] + 1

    def losses(self, alpha: float) -> Array:
        """L_i of every image, (N,)."""
        return LOSSES["hinge"]().per_example(alpha * self.weights.T, self.target)

    def cost(self, alpha: float) -> float:
        """What the penalty adds."""
        return self.penalty.value(alpha * self.weights, self.strength)

    def slope(self, alpha: float) -> float:
        """d/dalpha of mean loss plus penalty: the sum of gradient times W."""
        _, dscores = LOSSES["hinge"]()(alpha * self.weights.T, self.target)
        gradient = dscores.T.copy()
        self.penalty.add_gradient(
            alpha * self.weights, gradient, self.strength, lambda _: np.empty_like(gradient)
        )
        return float((gradient * self.weights).sum())

    def best(self, top: float) -> tuple[float, float]:
        """The stretch of alpha in [0, top] where the total is least; a point where that is one."""
        first = _first(lambda alpha: self.slope(alpha) >= 0, top)
        last = _first(lambda alpha: self.slope(alpha) > 0, top)
        return first, last


def _first(holds: Callable[[float], bool], top: float) -> float:
    """The least alpha in [0, top] from which on a condition holds, by halving; else top."""
    low, high = 0.0, top
    if holds(low):
        return low
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
