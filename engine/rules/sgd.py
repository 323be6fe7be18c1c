"""Plain gradient descent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array, array_module
from engine.rules.base import RULES, Rule, Slots, Work


@RULES.add("sgd", label=("SGD", "گرادیان کاهشی"))
@dataclass(frozen=True)
class SGD(Rule):
    """w <- w - lr g."""

    usual_rate: ClassVar[float] = 0.05

    def update(
        self, w: Array, g: Array, state: Slots, t: int, hyper: Mapping[str, float], work: Work
    ) -> None:
        step = work("step")
        array_module(w).multiply(g, hyper["lr"], out=step)
        w -= step
