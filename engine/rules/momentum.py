"""A ball with friction: Polyak 1964, https://doi.org/10.1016/0041-5553(64)90137-5."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array, array_module
from engine.rules.base import RULES, Rule, Slots, Work
from engine.rules.declared import friction


@RULES.add("momentum", label=("Momentum", "تکانه"))
@dataclass(frozen=True)
class Momentum(Rule):
    """v <- mu v - lr g;  w <- w + v."""

    slots: ClassVar[tuple[str, ...]] = ("v",)
    usual_rate: ClassVar[float] = 0.01

    mu: float = friction()

    def update(
        self, w: Array, g: Array, state: Slots, t: int, hyper: Mapping[str, float], work: Work
    ) -> None:
        v, step = state["v"], work("step")
        array_module(w).multiply(g, hyper["lr"], out=step)
        v *= hyper["mu"]
        v -= step
        w += v
