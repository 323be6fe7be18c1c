"""No penalty."""

from __future__ import annotations

from dataclasses import dataclass

from engine.backend import Array, array_module
from engine.penalties.base import PENALTIES, Penalty, Work


@PENALTIES.add("none", label=("None", "هیچ"))
@dataclass(frozen=True)
class NoPenalty(Penalty):
    """R(W) = 0."""

    def size(self, w: Array) -> float:
        return 0.0

    def shrink(self, w: Array, amount: Array | float) -> Array:
        return array_module(w).broadcast_arrays(w, amount)[0].copy()

    def add_gradient(self, w: Array, g: Array, strength: float, work: Work) -> None:
        return
