"""RMSProp: Tieleman & Hinton 2012, Neural Networks for Machine Learning, lecture 6e."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array, array_module
from engine.rules.average import blend
from engine.rules.base import RULES, Rule, Slots, Work
from engine.rules.declared import epsilon, forgetting


@RULES.add("rmsprop", label=("RMSProp", "آر‌ام‌اس‌پراپ (RMSProp)"))
@dataclass(frozen=True)
class RMSProp(Rule):
    """c <- rho c + (1 - rho) g^2;  w <- w - lr g / (sqrt(c) + eps)."""

    slots: ClassVar[tuple[str, ...]] = ("cache",)

    rho: float = forgetting(0.9)
    eps: float = epsilon()

    def update(
        self, w: Array, g: Array, state: Slots, t: int, hyper: Mapping[str, float], work: Work
    ) -> None:
        xp, cache, step = array_module(w), state["cache"], work("step")
        xp.multiply(g, g, out=step)
        blend(cache, step, hyper["rho"], step)
        xp.sqrt(cache, out=step)
        step += hyper["eps"]
        xp.divide(g, step, out=step)
        step *= hyper["lr"]
        w -= step
