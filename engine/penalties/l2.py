"""Small weights, spread evenly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array, array_module
from engine.penalties.base import PENALTIES, Penalty, Work


@PENALTIES.add("l2", label=("L2", "تنظیم L2"))
@dataclass(frozen=True)
class L2(Penalty):
    """R(W) = sum W^2; the loss adds strength/2 R, its gradient strength W."""

    share: ClassVar[float] = 0.5

    def size(self, w: Array) -> float:
        return float(array_module(w).vdot(w, w))

    def shrink(self, w: Array, amount: Array | float) -> Array:
        return w / (1 + amount)

    def add_gradient(self, w: Array, g: Array, strength: float, work: Work) -> None:
        pull = work("pull")
        array_module(w).multiply(w, strength, out=pull)
        g += pull
