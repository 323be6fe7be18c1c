"""The full loss of a linear classifier and its gradient.

Sums are written out from left to right, so that a page can repeat them to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.losses import Loss
from engine.penalties import Penalty


@dataclass(frozen=True)
class Objective:
    """L(W, b) = 1/N sum_i L_i(W x_i + b, y_i) + share strength R(W); biases are not penalized.

    A point of this surface is theta (P,): W (K, 2) row by row, then b (K,); P = 3 K. Where it
    says (..., P), many of them are measured at once.

    Attributes:
        x: points (N, 2), float64.
        y: right classes (N,), whole numbers in [0, K).
        share: of the penalty, its usual one (1/2 for L2) unless a page follows the slides (1).
    """

    loss: Loss
    penalty: Penalty
    strength: float
    share: float
    x: Array
    y: Array
    classes: int

    @property
    def pull(self) -> float:
        """What `Penalty` takes for strength, so that the loss adds share * strength * R."""
        return self.strength * self.share / self.penalty.share

    def split(self, theta: Array) -> tuple[Array, Array]:
        """W (..., K, 2) and b (..., K) as views of theta (..., P)."""
        weights = 2 * self.classes
        return theta[..., :weights].reshape(*theta.shape[:-1], -1, 2), theta[..., weights:]

    def scores(self, theta: Array) -> Array:
        """S = x W^T + b, (..., N, K)."""
        W, b = self.split(theta)
        W, b, x = W[..., None, :, :], b[..., None, :], self.x[:, None, :]
        return x[..., 0] * W[..., 0] + x[..., 1] * W[..., 1] + b

    def per_example(self, theta: Array) -> Array:
        """L_i (..., N)."""
        with np.errstate(over="ignore", invalid="ignore"):
            scores = self.scores(theta)
        rows = scores.reshape(-1, self.classes)
        target = np.tile(self.y, len(rows) // len(self.y))
        return self.loss.per_example(rows, target).reshape(scores.shape[:-1])

    def parts(self, theta: Array) -> tuple[Array, Array]:
        """Data loss and what the penalty adds, each (...,)."""
        W, _ = self.split(theta)
        rows = W.reshape(-1, 2 * self.classes)
        added = np.array([self.penalty.value(row, self.pull) for row in rows])
        return self.per_example(theta).mean(axis=-1), added.reshape(theta.shape[:-1])

    def gradient(self, theta: Array) -> tuple[Array, Array]:
        """L_i (N,) and dL/dtheta (P,): dW = sum_i dL/ds_i x_i^T, db = sum_i dL/ds_i."""
        each, dscores = self.loss.each(self.scores(theta), self.y)
        dscores /= len(self.y)
        g, weights = np.empty_like(theta), 2 * self.classes
        products = dscores[:, :, None] * self.x[:, None, :]
        products.sum(axis=0, out=g[:weights].reshape(-1, 2))
        dscores.sum(axis=0, out=g[weights:])
        self.penalty.add_gradient(theta[:weights], g[:weights], self.pull, _work(weights))
        return each, g

    def __call__(self, theta: Array) -> tuple[float, Array]:
        """The value and the gradient, as `trajectory` asks for them."""
        each, g = self.gradient(theta)
        added = self.penalty.value(theta[: 2 * self.classes], self.pull)
        return float(each.sum()) / len(each) + added, g


def _work(size: int) -> Callable[[str], Array]:
    return lambda name: np.empty(size)
