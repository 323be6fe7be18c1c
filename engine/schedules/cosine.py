"""Cosine annealing: Loshchilov & Hutter 2017, https://arxiv.org/abs/1608.03983, one period."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.schedules.base import SCHEDULES, Schedule, progress
from engine.schema import real


@SCHEDULES.add("cosine", label=("Cosine", "کسینوسی"))
@dataclass(frozen=True)
class Cosine(Schedule):
    """lr = lr0 (1 + cos(pi p)) / 2, with p from 0 to 1; before that a straight warm-up."""

    warmup: float = real(
        0.05,
        0,
        0.9,
        label=("Warm-up share", "سهم گرم‌کردن"),
        help=(
            "The share of the run in which the learning rate climbs to its full value.",
            "سهمی از آموزش که در آن نرخ یادگیری تا مقدار کامل خود بالا می‌رود.",
        ),
        live=True,
    )

    def rate(self, step: int, total: int) -> float:
        p = progress(step, total)
        if p < self.warmup:  # the first update already moves
            return min(1.0, progress(step + 1, total) / self.warmup)
        return (1 + math.cos(math.pi * (p - self.warmup) / (1 - self.warmup))) / 2
