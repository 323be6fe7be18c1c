"""The gradient at the place one is about to be: Nesterov 1983; Sutskever et al. 2013,
https://proceedings.mlr.press/v28/sutskever13.html.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array, array_module
from engine.rules.base import RULES, Rule, Slots, Work
from engine.rules.declared import friction


@RULES.add("nesterov", label=("Nesterov momentum", "تکانهٔ نستروف"))
@dataclass(frozen=True)
class Nesterov(Rule):
    """v' = mu v - lr g;  w <- w - mu v + (1 + mu) v';  v <- v'.

    w is the look-ahead point phi = theta + mu v, where the gradient is taken anyway.
    """

    slots: ClassVar[tuple[str, ...]] = ("v",)
    usual_rate: ClassVar[float] = 0.01

    mu: float = friction()

    def update(
        self, w: Array, g: Array, state: Slots, t: int, hyper: Mapping[str, float], work: Work
    ) -> None:
        xp, v, step, mu = array_module(w), state["v"], work("step"), hyper["mu"]
        xp.multiply(v, mu, out=step)
        w -= step
        xp.multiply(g, hyper["lr"], out=step)
        v *= mu
        v -= step
        xp.multiply(v, 1 + mu, out=step)
        w += step
