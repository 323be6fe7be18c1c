"""Up and down once: Smith & Topin 2018, https://arxiv.org/abs/1708.07120."""

from __future__ import annotations

from dataclasses import dataclass

from engine.schedules.base import SCHEDULES, Schedule, progress
from engine.schema import real


@SCHEDULES.add("one_cycle", label=("One cycle", "یک چرخه"))
@dataclass(frozen=True)
class OneCycle(Schedule):
    """A straight climb from start lr0 to lr0 at `peak`, a straight fall to 0 at the end."""

    peak: float = real(
        0.25,
        0.01,
        0.9,
        label=("Peak at", "جای اوج"),
        help=(
            "The share of the run at which the learning rate is highest.",
            "سهمی از آموزش که در پایان آن نرخ یادگیری به اوج می‌رسد.",
        ),
        live=True,
    )
    start: float = real(
        0.1,
        0.001,
        1,
        scale="log",
        label=("First factor", "ضریب آغاز"),
        help=(
            "The share of the highest learning rate that the run starts with.",
            "آموزش با این سهم از بیشترین نرخ یادگیری آغاز می‌شود.",
        ),
        live=True,
    )

    def rate(self, step: int, total: int) -> float:
        p = progress(step, total)
        if p < self.peak:
            return self.start + (1 - self.start) * p / self.peak
        return (1 - p) / (1 - self.peak)
