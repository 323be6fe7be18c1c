"""Only the worst rival counts: Crammer & Singer 2001, https://www.jmlr.org/papers/v2/crammer01a.html."""

from __future__ import annotations

from dataclasses import dataclass

from engine.backend import Array, array_module
from engine.losses.base import LOSSES, Loss
from engine.schema import real


@LOSSES.add("structured", label=("Structured SVM (worst rival)", "SVM ساختاری (بدترین رقیب)"))
@dataclass(frozen=True)
class Structured(Loss):
    """L_i = max(0, max_{j != y} s_j - s_y + margin); of equal rivals the first counts."""

    margin: float = real(
        1,
        0,
        100,
        label=("Margin Δ", "حاشیهٔ Δ"),
        help=(
            "How far the right class must lead its best rival to cost nothing.",
            "کلاس درست باید دست‌کم این اندازه از بهترین رقیب جلوتر باشد تا هزینه‌ای نداشته باشد.",
        ),
    )

    def each(self, scores: Array, target: Array) -> tuple[Array, Array]:
        xp = array_module(scores)
        rows = xp.arange(len(scores))
        others = scores.copy()
        others[rows, target] = -xp.inf
        rival = others.argmax(axis=1)
        m = (others[rows, rival] - scores[rows, target] + self.margin).clip(min=0)
        dscores = xp.zeros_like(scores)
        dscores[rows, rival] = m > 0
        dscores[rows, target] = -(m > 0).astype(scores.dtype)
        return m, dscores
