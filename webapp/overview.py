"""What the server is doing just now, from the store: for the numbers and for the status page."""

from __future__ import annotations

import json
import re
import statistics
from dataclasses import dataclass

from webapp.runs.interface import EventLog, Unfinished

METRICS = re.compile(rb'"time":([0-9.]+),"clock":')
SPEED = re.compile(rb'"examples_per_s":([0-9.eE+-]+)')
DEVICE = re.compile(rb'\nevent: start\n[^\n]*"device":("(?:[^"\\]|\\.)*")')
FRESH = 10.0  # seconds: an older report says nothing of this moment


@dataclass(frozen=True)
class Pace:
    """How fast a run trains and on what; None and "" where its log does not say."""

    examples_per_s: float | None
    device: str


def pace(log: EventLog, run_id: str, at: float) -> Pace:
    """What the newest metrics and the newest start of a run say at Unix time `at`."""
    tail = log.tail(run_id)
    times = METRICS.findall(tail)
    fresh = bool(times) and at - float(times[-1]) < FRESH
    speeds = SPEED.findall(tail) if fresh else []
    devices = DEVICE.findall(tail) or DEVICE.findall(log.read(run_id, 0)[0])
    device = str(json.loads(devices[-1])) if devices else ""
    return Pace(float(speeds[-1]) if speeds else None, device)


def waits(found: list[Unfinished], at: float) -> list[float]:
    """Seconds that each queued run has waited, ascending."""
    return sorted(max(0.0, at - one.since) for one in found if one.run.state == "queued")


def longest_and_median(seconds: list[float]) -> tuple[float, float]:
    """Of the waits of `waits`; both 0 when nobody waits."""
    return (seconds[-1], statistics.median(seconds)) if seconds else (0.0, 0.0)
