"""Everything a trainer writes of one run, within the run's budgets."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from engine.events import Event, Frame, Metrics
from webapp.runs import Lab
from webapp.runs.frames import weight
from webapp.runs.interface import Arrays
from webapp.runs.keyframes import Keyframes
from webapp.runs.run import Lease
from webapp.trainer.budget import Budget, share_at
from webapp.trainer.meter import Meter

METRICS_A_SECOND = 20
SLOWEST = 0.1  # seconds: metrics come at least so often, however full the log is
USUAL = 400  # bytes of a metrics event without rows
LARGEST_FRAME = 8 << 10


class Recorder:
    """The log, keyframes and checkpoint of one run; raises LeaseLost or OSError."""

    def __init__(self, lab: Lab, lease: Lease) -> None:
        limits = lab.settings
        self._lab, self._lease = lab, lease
        now = time.monotonic()
        self._bytes = Budget(limits.log_rate, limits.log_rate, now)
        self._metrics = Budget(METRICS_A_SECOND, 2, now)
        self._meter = Meter(())
        self._frames: dict[str, Frame] = {}
        self._written = -1.0
        self._size = lab.log.size(lease.run.id)
        self.keyframes = Keyframes(*lab.files.shelves(lease), limits.keyframe_bytes)

    def keep_rows(self, names: Sequence[str]) -> None:
        """Of every single step, keep these metrics."""
        self._meter = Meter(names)

    def take(self, events: Sequence[Event], clock: float) -> None:
        """What a session said: metrics are collected, frames wait for room, the rest is urgent."""
        urgent: list[Event] = []
        for event in events:
            if isinstance(event, Metrics):
                self._meter.add(event)
            elif isinstance(event, Frame):
                self._frames[event.name] = _small(event)
            else:
                urgent.append(event)
        if urgent:
            self.say(urgent, clock, everything=False)
        elif self._due():
            self._write(self._afforded(clock))

    def say(self, events: Sequence[Event], clock: float, everything: bool = True) -> None:
        """Write `events` now, behind what was collected."""
        self._due()
        before = self._everything(clock) if everything else self._afforded(clock)
        self._write([*before, *events])

    def show(self, step: int, found: Arrays, kept: bool) -> None:
        """Write the keyframe of `step`, to stay or for now; on any thread."""
        with self._lab.log.locked(self._lease):
            (self.keyframes.keep if kept else self.keyframes.show)(step, found)

    def announce(self, step: int, kept: bool) -> None:
        """It can be looked at."""
        self._frames[f"keyframe {step}"] = Frame("keyframe", step, {"kept": kept})

    def save(self, found: Arrays, meta: dict[str, Any]) -> None:
        """Replace the checkpoint."""
        with self._lab.log.locked(self._lease):
            self._lab.files.save(self._lease, found, meta)

    def packed(self, found: Arrays, meta: dict[str, Any]) -> Callable[[], None]:
        """The same for a store that is far away: the call that is returned saves it."""
        return self._lab.files.packed(self._lease, found, meta)

    def _due(self) -> bool:
        """Refill the budgets; whether metrics may be written again."""
        now = time.monotonic()
        self._bytes.refill(now, share_at(self._size))
        return self._metrics.refill(now) >= 1 and now - self._written >= 1 / METRICS_A_SECOND

    def _afforded(self, clock: float) -> list[Event]:
        events: list[Event] = []
        late = time.monotonic() - self._written >= SLOWEST
        room = self._bytes.tokens
        if self._meter and self._metrics.tokens >= 1 and (late or room >= USUAL):
            events.extend(self._meter.events(time.time(), clock, room))
        if self._bytes.tokens > 0:
            events.extend(self._frames.values())
        return events

    def _everything(self, clock: float) -> list[Event]:
        room = max(self._bytes.tokens, 0)
        metrics = self._meter.events(time.time(), clock, room)
        return [*metrics, *self._frames.values()]

    def _write(self, events: Sequence[Event]) -> None:
        if not events:
            return
        size = self._lab.log.append(self._lease, events)
        self._bytes.spend(size - self._size if self._size else 0)
        self._size = size
        for event in events:
            if isinstance(event, Metrics):
                self._written = time.monotonic()
                self._metrics.spend(1)
                self._meter.clear()
        said = set(map(id, events))
        self._frames = {key: f for key, f in self._frames.items() if id(f) not in said}


def _small(frame: Frame) -> Frame:
    size = weight(frame)
    if size > LARGEST_FRAME:
        raise ValueError(f"expected at most {LARGEST_FRAME} bytes, got {size} for {frame.name!r}")
    return frame
