"""Mean and spread of numbers as they come: Welford 1962, Technometrics 4, pages 419-420."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass
class Spread:
    """How many numbers came, their mean, and the sum of squares around it."""

    count: int = 0
    mean: float = 0.0
    squares: float = 0.0

    def add(self, value: float) -> None:
        """Take one more."""
        self.count += 1
        apart = value - self.mean
        self.mean += apart / self.count
        self.squares += apart * (value - self.mean)

    @property
    def deviation(self) -> float:
        """The sample standard deviation, sqrt(sum (x - mean)^2 / (n - 1)); 0 of a single one."""
        return math.sqrt(self.squares / (self.count - 1)) if self.count > 1 else 0.0

    def to_json(self) -> list[float]:
        """What a state file keeps; `Spread(*kept)` goes on."""
        return [self.count, self.mean, self.squares]
