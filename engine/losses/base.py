"""The contract of a loss: scores and right classes in, a number and its gradient out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.registry import Entry, Registry


@dataclass(frozen=True)
class Loss(Entry):
    """How unhappy the right classes are with the scores; an entry implements `each`.

    `loss(scores, target)` takes scores (N, K) and whole numbers (N,) in [0, K), and returns
    the mean L = 1/N sum_i L_i, a scalar of the array module, and dL/dscores (N, K).
    """

    def each(self, scores: Array, target: Array) -> tuple[Array, Array]:
        """L_i (N,) and dL_i/dscores_i (N, K), both new arrays in the dtype of the scores."""
        raise NotImplementedError

    def __call__(self, scores: Array, target: Array) -> tuple[Array, Array]:
        losses, dscores = self._checked(scores, target)
        dscores /= len(scores)
        return losses.sum() / len(scores), dscores

    def per_example(self, scores: Array, target: Array) -> Array:
        """L_i (N,), before the mean."""
        return self._checked(scores, target)[0]

    def _checked(self, scores: Array, target: Array) -> tuple[Array, Array]:
        # A target of shape (N, 1) would broadcast to (N, N) and answer a wrong number.
        if target.shape != scores.shape[:1]:
            raise ValueError(f"expected one target a row, {scores.shape[:1]}, got {target.shape}")
        # The scores of a diverging run overflow; the value says so, a warning adds nothing.
        with np.errstate(over="ignore", invalid="ignore"):
            return self.each(scores, target)


LOSSES: Registry[Loss] = Registry("loss")
