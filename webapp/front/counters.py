"""What this web process counts while it works: plain numbers, since a stream adds many a second."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

# Seconds from an event's own time to its sending: the borders of the histogram.
BOUNDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
LARGE = 1 << 14  # bytes
TIME = re.compile(rb'"time":([0-9.]+),"clock":')  # of a metrics event, as it is written


@dataclass
class Lags:
    """How late events were sent: a count between any two borders, and the sum in seconds."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    sum: float = 0.0

    def add(self, times: Sequence[float], now: float, clients: int = 1) -> None:
        """Events of these Unix times were sent now; clocks of machines differ by a little."""
        for time in times:
            late = max(0.0, now - time)
            self.counts[bisect_left(BOUNDS, late)] += clients
            self.sum += late * clients


@dataclass
class Counters:
    """The numbers of one process."""

    streams: int = 0
    followed: int = 0
    events: int = 0
    requests: int = 0
    refused: int = 0
    broken: int = 0
    looks: int = 0
    computed: int = 0
    lags: Lags = field(default_factory=Lags)

    def count(self, status: int) -> None:
        """One request was answered."""
        self.requests += 1
        self.refused += 400 <= status < 500
        self.broken += status >= 500


def times_in(frames: bytes, after: float = 0.0) -> list[float]:
    """The times of the metrics events in whole frames that were written after Unix time `after`.

    A long past, read by somebody who has just come, is not searched: its last event is old.
    """
    if after and len(frames) > LARGE:
        last = TIME.search(frames, max(0, frames.rfind(b'"time":')))
        if last is None or float(last[1]) < after:
            return []
    return [time for time in map(float, TIME.findall(frames)) if time >= after]
