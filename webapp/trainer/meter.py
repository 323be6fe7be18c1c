"""Metrics of many steps as one event: the newest values, and a row for every step."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.events import Metrics
from webapp.runs.frames import weight

DIGITS = 9  # significant digits: float32 has no more, and a log grows by every digit


class Meter:
    """Collects the metrics a session reports until the trainer may write them.

    `names` are those that are kept of every single step.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._steps: dict[int, dict[str, float]] = {}
        self._late: dict[int, dict[str, float]] = {}
        self._newest = -1

    def add(self, event: Metrics) -> None:
        """One step, or further values of a step reported before.

        Those are measured now and then, as a test accuracy is: they keep their own step, however
        many follow before anything is written.
        """
        if event.step > self._newest:
            self._newest = event.step
            self._steps[event.step] = dict(event.values)
            return
        row = self._steps.get(event.step)
        for name, value in event.values.items():
            if row is not None and name in self._names:
                row[name] = value
            else:
                self._late.setdefault(event.step, {})[name] = value

    def __bool__(self) -> bool:
        return bool(self._steps or self._late)

    def events(self, time: float, clock: float, room: float) -> list[Metrics]:
        """What is collected: late values step by step, then the steps as one event."""
        newest = max(self._steps, default=None)
        late = [
            Metrics(step, _shortened(values), time, round(clock, 3))
            for step, values in sorted(self._late.items())
            if step != newest
        ]
        return [*late, self.peek(time, clock, room)] if self._steps else late

    def peek(self, time: float, clock: float, room: float) -> Metrics:
        """One event for all the steps collected, with as many rows as fit into `room` bytes."""
        newest = max(self._steps)
        values: dict[str, float] = {}
        for found in [*self._steps.values(), self._late.get(newest, {})]:
            values.update(_shortened(found))
        event = Metrics(newest, values, time, round(clock, 3))
        stride = 1
        while len(self._steps) > stride:
            full = replace(event, rows=self._rows(stride))
            if weight(full) <= room:
                return full
            stride *= 2
        return event

    def clear(self) -> None:
        """They are written."""
        self._steps.clear()
        self._late.clear()

    def _rows(self, stride: int) -> Mapping[str, list[float]]:
        """Every stride-th step and the last one, column by column; NaN where there is no value."""
        steps = sorted(self._steps)
        steps = [*steps[:-1:stride], steps[-1]]
        rows: dict[str, list[float]] = {"step": list(steps)}
        for name in self._names:
            column = [_short(self._steps[step].get(name, math.nan)) for step in steps]
            if not all(map(math.isnan, column)):
                rows[name] = column
        return rows


def _shortened(values: Mapping[str, float]) -> dict[str, float]:
    return {name: _short(value) for name, value in values.items()}


def _short(value: float) -> float:
    whole = isinstance(value, int) or value.is_integer() or not math.isfinite(value)
    return value if whole else float(f"{value:.{DIGITS}g}")
