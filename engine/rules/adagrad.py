"""AdaGrad: Duchi et al. 2011, https://jmlr.org/papers/v12/duchi11a.html."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array, array_module
from engine.rules.base import RULES, Rule, Slots, Work
from engine.rules.declared import epsilon


@RULES.add("adagrad", label=("AdaGrad", "آداگراد (AdaGrad)"))
@dataclass(frozen=True)
class AdaGrad(Rule):
    """c <- c + g^2;  w <- w - lr g / (sqrt(c) + eps)."""

    slots: ClassVar[tuple[str, ...]] = ("cache",)
    usual_rate: ClassVar[float] = 0.01

    eps: float = epsilon()

    def update(
        self, w: Array, g: Array, state: Slots, t: int, hyper: Mapping[str, float], work: Work
    ) -> None:
        xp, cache, step = array_module(w), state["cache"], work("step")
        xp.multiply(g, g, out=step)
        cache += step
        xp.sqrt(cache, out=step)
        step += hyper["eps"]
        xp.divide(g, step, out=step)
        step *= hyper["lr"]
        w -= step
