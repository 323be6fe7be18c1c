"""Squared error against one 1 among zeros, the delta of the eleven-line network."""

from __future__ import annotations

from dataclasses import dataclass

from engine.backend import Array, array_module
from engine.losses.base import LOSSES, Loss


@LOSSES.add("squared", label=("Squared error", "مربع خطا"))
@dataclass(frozen=True)
class SquaredError(Loss):
    """L_i = 1/2 sum_k (s_k - [k = y])^2."""

    def each(self, scores: Array, target: Array) -> tuple[Array, Array]:
        dscores = scores.copy()
        dscores[array_module(scores).arange(len(scores)), target] -= 1
        return (dscores * dscores).sum(axis=1) / 2, dscores
