"""The elastic net: Zou & Hastie 2005, https://doi.org/10.1111/j.1467-9868.2005.00503.x."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array, array_module
from engine.penalties.base import PENALTIES, Penalty, Work
from engine.schema import real


@PENALTIES.add("elastic", label=("Elastic net", "تور کشسان"))
@dataclass(frozen=True)
class Elastic(Penalty):
    """R(W) = sum beta W^2 + |W|; the loss adds strength R."""

    kink: ClassVar[float] = 1.0

    beta: float = real(
        0.5,
        0,
        100,
        label=("Share of squares β", "سهم مربع‌ها β"),
        help=(
            "How much the squares count beside the absolute values.",
            "وزن مربع‌ها در کنار قدرمطلق‌ها.",
        ),
        live=True,
    )

    def size(self, w: Array) -> float:
        return float(self.beta * array_module(w).vdot(w, w) + abs(w).sum())

    def shrink(self, w: Array, amount: Array | float) -> Array:
        return (w - w.clip(-amount, amount)) / (1 + 2 * self.beta * amount)

    def add_gradient(self, w: Array, g: Array, strength: float, work: Work) -> None:
        xp, pull = array_module(w), work("pull")
        xp.sign(w, out=pull)
        pull *= strength
        g += pull
        xp.multiply(w, 2 * self.beta * strength, out=pull)
        g += pull
