"""No schedule."""

from __future__ import annotations

from dataclasses import dataclass

from engine.schedules.base import SCHEDULES, Schedule


@SCHEDULES.add("constant", label=("Constant", "ثابت"))
@dataclass(frozen=True)
class Constant(Schedule):
    """lr = lr0."""

    def rate(self, step: int, total: int) -> float:
        return 1.0
