"""Adam with decoupled decay: Loshchilov & Hutter 2019, https://arxiv.org/abs/1711.05101."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array
from engine.rules.base import RULES, Rule, Slots, Work
from engine.rules.declared import epsilon, first_moment, second_moment
from engine.rules.moments import corrected, follow
from engine.schema import real


@RULES.add("adamw", label=("AdamW", "آدام با افت وزن"))
@dataclass(frozen=True)
class AdamW(Rule):
    """w <- (1 - lr decay) w - lr m^ / (sqrt(v^) + eps), with the moments of Adam."""

    slots: ClassVar[tuple[str, ...]] = ("m", "v")
    weights_only: ClassVar[tuple[str, ...]] = ("decay",)

    beta1: float = first_moment()
    beta2: float = second_moment()
    decay: float = real(
        0.01,
        0,
        1,
        scale="log",
        floor=1e-6,
        label=("Weight decay λ", "افت وزن λ"),
        help=(
            "How fast weights shrink by themselves; biases do not.",
            "وزن‌ها با این نرخ خودبه‌خود کوچک می‌شوند؛ بایاس‌ها نه.",
        ),
        group="run",
        live=True,
    )
    eps: float = epsilon()

    def update(
        self, w: Array, g: Array, state: Slots, t: int, hyper: Mapping[str, float], work: Work
    ) -> None:
        step = work("step")
        follow(state, g, hyper, step)
        w *= 1 - hyper["lr"] * hyper["decay"]
        w -= corrected(state, t, hyper, step)
