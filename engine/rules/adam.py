"""Adam: Kingma & Ba 2015, https://arxiv.org/abs/1412.6980, algorithm 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array
from engine.rules.base import RULES, Rule, Slots, Work
from engine.rules.declared import epsilon, first_moment, second_moment
from engine.rules.moments import corrected, follow


@RULES.add("adam", label=("Adam", "آدام"))
@dataclass(frozen=True)
class Adam(Rule):
    """m and v are running means of g and g^2;  w <- w - lr m^ / (sqrt(v^) + eps).

    m^ = m / (1 - beta1^t) and v^ = v / (1 - beta2^t) undo the start at 0.
    """

    slots: ClassVar[tuple[str, ...]] = ("m", "v")

    beta1: float = first_moment()
    beta2: float = second_moment()
    eps: float = epsilon()

    def update(
        self, w: Array, g: Array, state: Slots, t: int, hyper: Mapping[str, float], work: Work
    ) -> None:
        step = work("step")
        follow(state, g, hyper, step)
        w -= corrected(state, t, hyper, step)
