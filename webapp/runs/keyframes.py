"""Which keyframes a run keeps: every k-th step, k doubling whenever there are too many.

The choice depends on steps alone, never on a clock, so a run that crashed and one that did
not keep the same ones.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from webapp.runs.arrays import write_keyframe
from webapp.runs.files import keyframe_at, steps_in
from webapp.runs.interface import Arrays

MOST = 128
NEWEST = 3  # looks that are under way still find the file they were told of


class Keyframes:
    """The two keyframe folders of one run, as its trainer writes them."""

    def __init__(self, kept: Path, latest: Path, limit: int) -> None:
        self._kept, self._latest, self._limit = kept, latest, limit
        self._most = MOST
        for folder in (kept, latest):
            folder.mkdir(exist_ok=True)
        there = steps_in(kept)
        self._first = there[0] if there else None
        self._newest: int | None = None
        if there:
            self._measure(keyframe_at(kept, there[0]).stat().st_size)

    def due(self, step: int) -> bool:
        """Whether the keyframe of this step stays: the first one, then every k-th."""
        return self._first is None or (step - self._first) % self._every(step) == 0

    def keep(self, step: int, arrays: Arrays) -> None:
        """Write the keyframe of `step`; drop those between which k now leaps."""
        path = keyframe_at(self._kept, step)
        write_keyframe(path, arrays)
        if self._first is None:
            self._first = step
            self._measure(path.stat().st_size)
        every = self._every(step)
        self._remove(self._kept, lambda s: (s - (self._first or 0)) % every != 0)

    def show(self, step: int, arrays: Arrays) -> None:
        """Write the newest keyframe, for those who look now."""
        write_keyframe(keyframe_at(self._latest, step), arrays)
        newest = steps_in(self._latest)[-NEWEST:]
        self._remove(self._latest, lambda s: s not in newest)

    def forget_after(self, step: int) -> None:
        """The run goes on from `step`: what came later has not happened."""
        for folder in (self._kept, self._latest):
            self._remove(folder, lambda s: s > step)
        if self._first is not None and self._first > step:
            self._first = None

    def make_room(self) -> None:
        """The disk is full: give up what can be computed again."""
        self._remove(self._latest, lambda s: True)

    def _every(self, step: int) -> int:
        every, gone = 1, step - (self._first or 0)
        while gone // every + 1 > self._most:
            every *= 2
        return every

    def _measure(self, size: int) -> None:
        self._most = max(2, min(MOST, self._limit // max(size, 1)))

    @staticmethod
    def _remove(folder: Path, gone: Callable[[int], bool]) -> None:
        for step in filter(gone, steps_in(folder)):
            keyframe_at(folder, step).unlink(missing_ok=True)
