"""Adam as the lecture first shows it: without bias correction, so its first steps are long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array, array_module
from engine.rules.base import RULES, Rule, Slots, Work
from engine.rules.declared import epsilon, first_moment, second_moment
from engine.rules.moments import follow


@RULES.add("adam_uncorrected", label=("Adam, uncorrected", "آدام بدون تصحیح بایاس"))
@dataclass(frozen=True)
class AdamUncorrected(Rule):
    """m and v are running means of g and g^2;  w <- w - lr m / (sqrt(v) + eps)."""

    slots: ClassVar[tuple[str, ...]] = ("m", "v")

    beta1: float = first_moment()
    beta2: float = second_moment()
    eps: float = epsilon()

    def update(
        self, w: Array, g: Array, state: Slots, t: int, hyper: Mapping[str, float], work: Work
    ) -> None:
        xp, step = array_module(w), work("step")
        follow(state, g, hyper, step)
        xp.sqrt(state["v"], out=step)
        step += hyper["eps"]
        xp.divide(state["m"], step, out=step)
        step *= hyper["lr"]
        w -= step
