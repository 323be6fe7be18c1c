"""The end of a pipe that a shard listens to."""

from __future__ import annotations

import os
import select
from time import perf_counter

# Seconds: most waits of shards for one another are shorter, and to be woken takes a good part of
# a small step. Measured on steps of 4 images: 24 to 30 % less time for the ConvNetJS net, 6 to
# 13 % for the small VGG.
AWAKE = 0.0005


class Ear:
    """Waits awake at first, leaving the core to whoever wants it, and then asleep."""

    def __init__(self, end: int) -> None:
        self.end, self._poll = end, select.poll()
        self._poll.register(end, select.POLLIN)

    def hear(self, size: int = 1) -> bytes:
        """From 1 to `size` bytes, or none where nobody is left to say anything."""
        until = perf_counter() + AWAKE
        while not self._poll.poll(0) and perf_counter() < until:
            os.sched_yield()
        return os.read(self.end, size)
