"""How many steps a device plays between two readings of its figures."""

from __future__ import annotations

import math

from engine.gpu.ring import EVERY_S


class Pace:
    """As many as fit between two looks, by how long the last ones took.

    k = EVERY_S / seconds a step, rounded: of steps shorter than 16 ms figures are read 30 to 60
    times a second, all of them; longer ones are waited for one by one.
    """

    def __init__(self) -> None:
        self._wanted, self._read = 1, -math.inf

    def steps(self, depth: int) -> int:
        """How many to play at once where `depth` can be remembered: others wait to be told."""
        return max(1, min(self._wanted, (depth + 1) // 2))

    def read(self, steps: int, now: float) -> None:
        """Figures of so many steps were read at `now` seconds."""
        seconds, self._read = (now - self._read) / steps, now
        self._wanted = math.floor(EVERY_S / max(seconds, 1e-9) + 0.5)
