"""One binary SVM a class: Rifkin & Klautau 2004, https://www.jmlr.org/papers/v5/rifkin04a.html."""

from __future__ import annotations

from dataclasses import dataclass

from engine.backend import Array, array_module
from engine.losses.base import LOSSES, Loss
from engine.schema import real


@LOSSES.add("one_vs_all", label=("One-vs-all SVM", "SVM یکی در برابر همه"))
@dataclass(frozen=True)
class OneVersusAll(Loss):
    """L_i = sum_j max(0, margin - t_j s_j), with t_y = 1 and t_j = -1 elsewhere."""

    margin: float = real(
        1,
        0,
        100,
        label=("Margin Δ", "حاشیهٔ Δ"),
        help=(
            "How far from 0, on its own side, a score must be to cost nothing.",
            "هر امتیاز باید در سمت خود دست‌کم این اندازه از صفر دور باشد تا هزینه‌ای نداشته باشد.",
        ),
    )

    def each(self, scores: Array, target: Array) -> tuple[Array, Array]:
        xp = array_module(scores)
        t = xp.full_like(scores, -1)
        t[xp.arange(len(scores)), target] = 1
        m = (self.margin - t * scores).clip(min=0)
        return m.sum(axis=1), -t * (m > 0)
