"""The contract of a schedule: a factor on the base learning rate."""

from __future__ import annotations

from dataclasses import dataclass

from engine.registry import Entry, Registry


@dataclass(frozen=True)
class Schedule(Entry):
    """A pure function of time, so nothing is saved and any step can be asked for."""

    def rate(self, step: int, total: int) -> float:
        """The factor in [0, 1] for update `step`, counted from 0, of `total`.

        A run that goes on past `total` keeps what the schedule says there.
        """
        raise NotImplementedError


def progress(step: int, total: int) -> float:
    """How much of the run is behind update `step`, in [0, 1]."""
    return min(1.0, step / max(1, total))


SCHEDULES: Registry[Schedule] = Registry("schedule")
