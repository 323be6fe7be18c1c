"""The squared multiclass hinge: large violations pay more, small ones less."""

from __future__ import annotations

from dataclasses import dataclass

from engine.backend import Array
from engine.losses.base import LOSSES
from engine.losses.margins import MarginLoss


@LOSSES.add("squared_hinge", label=("Squared hinge", "لولای مربعی"))
@dataclass(frozen=True)
class SquaredHinge(MarginLoss):
    """L_i = sum_{j != y} max(0, s_j - s_y + margin)^2."""

    def bend(self, m: Array) -> tuple[Array, Array]:
        return m * m, 2 * m
