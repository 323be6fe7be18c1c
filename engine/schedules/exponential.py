"""The learning rate falls by the same share at every update."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.schedules.base import SCHEDULES, Schedule
from engine.schema import real


@SCHEDULES.add("exponential", label=("Exponential decay", "کاهش نمایی"))
@dataclass(frozen=True)
class Exponential(Schedule):
    """lr = lr0 e^(-k t)."""

    k: float = real(
        2e-4,
        0,
        1,
        scale="log",
        floor=1e-7,
        label=("Decay k", "آهنگ کاهش k"),
        help=(
            "The share of the learning rate that one update takes away.",
            "سهمی از نرخ یادگیری که هر به‌روزرسانی از آن کم می‌کند.",
        ),
        live=True,
    )

    def rate(self, step: int, total: int) -> float:
        return math.exp(-self.k * step)
