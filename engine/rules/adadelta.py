"""Adadelta: Zeiler 2012, https://arxiv.org/abs/1212.5701, algorithm 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array, array_module
from engine.rules.average import blend
from engine.rules.base import RULES, Rule, Slots, Work
from engine.rules.declared import epsilon, forgetting


@RULES.add("adadelta", label=("Adadelta", "آدادلتا (Adadelta)"))
@dataclass(frozen=True)
class Adadelta(Rule):
    """d = sqrt(D + eps) / sqrt(c + eps) g;  w <- w - lr d.

    c and D are running means of g^2 and d^2; the paper has lr = 1.
    """

    slots: ClassVar[tuple[str, ...]] = ("cache", "steps")
    usual_rate: ClassVar[float] = 1.0

    rho: float = forgetting(0.95)
    eps: float = epsilon()

    def update(
        self, w: Array, g: Array, state: Slots, t: int, hyper: Mapping[str, float], work: Work
    ) -> None:
        xp, step, root = array_module(w), work("step"), work("root")
        cache, steps, rho, eps = state["cache"], state["steps"], hyper["rho"], hyper["eps"]
        xp.multiply(g, g, out=step)
        blend(cache, step, rho, step)
        xp.add(steps, eps, out=root)
        xp.add(cache, eps, out=step)
        root /= step
        xp.sqrt(root, out=root)
        root *= g
        xp.multiply(root, root, out=step)
        blend(steps, step, rho, step)
        root *= hyper["lr"]
        w -= root
