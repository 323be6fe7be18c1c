"""The learning rate falls in steps."""

from __future__ import annotations

from dataclasses import dataclass

from engine.schedules.base import SCHEDULES, Schedule
from engine.schema import integer, real


@SCHEDULES.add("step", label=("Step decay", "کاهش پله‌ای"))
@dataclass(frozen=True)
class StepDecay(Schedule):
    """lr = lr0 factor^floor(t / every)."""

    factor: float = real(
        0.5,
        0.01,
        1,
        label=("Factor", "ضریب"),
        help=(
            "What each step multiplies the learning rate by.",
            "نرخ یادگیری در هر پله در این عدد ضرب می‌شود.",
        ),
        live=True,
    )
    every: int = integer(
        5000,
        1,
        1_000_000,
        scale="log",
        label=("Every … updates", "هر چند به‌روزرسانی"),
        help=("How many updates a step lasts.", "هر پله این تعداد به‌روزرسانی طول می‌کشد."),
        live=True,
    )

    def rate(self, step: int, total: int) -> float:
        return float(self.factor ** (step // self.every))
