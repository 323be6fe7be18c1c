"""The multiclass SVM: Weston & Watkins 1999, ESANN, pages 219-224."""

from __future__ import annotations

from dataclasses import dataclass

from engine.backend import Array
from engine.losses.base import LOSSES
from engine.losses.margins import MarginLoss


@LOSSES.add("hinge", label=("Multiclass SVM (hinge)", "SVM چندکلاسی (لولایی)"))
@dataclass(frozen=True)
class Hinge(MarginLoss):
    """L_i = sum_{j != y} max(0, s_j - s_y + margin)."""

    def bend(self, m: Array) -> tuple[Array, Array]:
        return m, (m > 0).astype(m.dtype)
