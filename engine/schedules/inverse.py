"""The learning rate falls quickly at first, then ever more slowly."""

from __future__ import annotations

from dataclasses import dataclass

from engine.schedules.base import SCHEDULES, Schedule
from engine.schema import real


@SCHEDULES.add("inverse", label=("1/t decay", "کاهش متناسب با معکوس t"))
@dataclass(frozen=True)
class Inverse(Schedule):
    """lr = lr0 / (1 + k t)."""

    k: float = real(
        1e-3,
        0,
        1,
        scale="log",
        floor=1e-7,
        label=("Decay k", "آهنگ کاهش k"),
        help=(
            "After 1/k updates the learning rate is half of what it was.",
            "پس از 1/k به‌روزرسانی، نرخ یادگیری نصف می‌شود.",
        ),
        live=True,
    )

    def rate(self, step: int, total: int) -> float:
        return 1 / (1 + self.k * step)
