"""What the server is doing just now, from the store: for the numbers and for the status page."""

from __future__ import annotations

import json
import re
import statistics
from dataclasses import dataclass

from webapp.runs.interface import EventLog, Unfinished

METRICS = re.compile(rb'"time":([0-9.]+),"clock":([0-9.]+)')
SPEED = re.compile(rb'"examples_per_s":([0-9.eE+-]+)')
DEVICE = re.compile(rb'\nevent: start\n[^\n]*"device":("(?:[^"\\]|\\.)*")')
FRESH = 10.0  # seconds: an older report says nothing of this moment
WINDOW = 5.0  # seconds over which a run's share of its trainer is measured


@dataclass(frozen=True)
class Pace:
    """How fast a run trains by the clock on the wall, and on what; None and "" if unknown."""

    examples_per_s: float | None
    device: str


def pace(log: EventLog, run_id: str, at: float) -> Pace:
    """What the newest metrics and the newest start of a run say at Unix time `at`.

    A run reports the speed of its steps; times the share of the time in which it trains, that
    is its part of what its trainer does.
    """
    tail = log.tail(run_id)
    life = tail[max(0, tail.rfind(b"\nevent: start\n")) :]
    told = [(float(time), float(clock)) for time, clock in METRICS.findall(life)]
    speeds = SPEED.findall(life) if told and at - told[-1][0] < FRESH else []
    devices = DEVICE.findall(tail) or DEVICE.findall(log.read(run_id, 0)[0])
    device = str(json.loads(devices[-1])) if devices else ""
    return Pace(float(speeds[-1]) * _share(told) if speeds else None, device)


def _share(told: list[tuple[float, float]]) -> float:
    """Training seconds a second, from pairs of Unix time and training clock; 1 if unknown."""
    time, clock = told[-1]
    before, trained = next(pair for pair in told if pair[0] > time - WINDOW)
    passed = time - before
    return min(1.0, max(0.0, clock - trained) / passed) if passed > 0 else 1.0


def waits(found: list[Unfinished], at: float) -> list[float]:
    """Seconds that each queued run has waited, ascending."""
    return sorted(max(0.0, at - one.since) for one in found if one.run.state == "queued")


def longest_and_median(seconds: list[float]) -> tuple[float, float]:
    """Of the waits of `waits`; both 0 when nobody waits."""
    return (seconds[-1], statistics.median(seconds)) if seconds else (0.0, 0.0)
