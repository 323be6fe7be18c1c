"""Few weights: most end at exactly 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array, array_module
from engine.penalties.base import PENALTIES, Penalty, Work


@PENALTIES.add("l1", label=("L1", "تنظیم L1"))
@dataclass(frozen=True)
class L1(Penalty):
    """R(W) = sum |W|; the loss adds strength R, its gradient strength sign(W)."""

    kink: ClassVar[float] = 1.0

    def size(self, w: Array) -> float:
        return float(abs(w).sum())

    def shrink(self, w: Array, amount: Array | float) -> Array:
        return w - w.clip(-amount, amount)

    def add_gradient(self, w: Array, g: Array, strength: float, work: Work) -> None:
        pull = work("pull")
        array_module(w).sign(w, out=pull)
        pull *= strength
        g += pull
