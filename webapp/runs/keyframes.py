"""Which keyframes a run keeps: every k-th step, k doubling whenever there are too many.

The choice depends on steps alone, never on a clock, so a run that crashed and one that did
not keep the same ones.
"""

from __future__ import annotations

from collections.abc import Callable

from webapp.runs.interface import Arrays, Shelf

MOST = 128
NEWEST = 3  # looks that are under way still find the one they were told of


class Keyframes:
    """The two shelves of one run, as its trainer fills them; `limit` is in bytes."""

    def __init__(self, kept: Shelf, latest: Shelf, limit: int) -> None:
        self._kept, self._latest, self._limit = kept, latest, limit
        self._most = MOST
        there = kept.steps()
        self._first = there[0] if there else None
        if there:
            self._measure(kept.size(there[0]))

    def due(self, step: int) -> bool:
        """Whether the keyframe of this step stays: the first one, then every k-th."""
        return self._first is None or (step - self._first) % self._every(step) == 0

    def keep(self, step: int, arrays: Arrays) -> None:
        """Write the keyframe of `step`; drop those between which k now leaps."""
        size = self._kept.put(step, arrays)
        if self._first is None:
            self._first = step
            self._measure(size)
        every = self._every(step)
        _remove(self._kept, lambda s: (s - (self._first or 0)) % every != 0)

    def show(self, step: int, arrays: Arrays) -> None:
        """Write the newest keyframe, for those who look now."""
        self._latest.put(step, arrays)
        newest = self._latest.steps()[-NEWEST:]
        _remove(self._latest, lambda s: s not in newest)

    def forget_after(self, step: int) -> None:
        """The run goes on from `step`: what came later has not happened."""
        for shelf in (self._kept, self._latest):
            _remove(shelf, lambda s: s > step)
        if self._first is not None and self._first > step:
            self._first = None

    def make_room(self) -> None:
        """The disk is full: give up what can be computed again."""
        _remove(self._latest, lambda s: True)

    def _every(self, step: int) -> int:
        every, gone = 1, step - (self._first or 0)
        while gone // every + 1 > self._most:
            every *= 2
        return every

    def _measure(self, size: int) -> None:
        self._most = max(2, min(MOST, self._limit // max(size, 1)))


def _remove(shelf: Shelf, gone: Callable[[int], bool]) -> None:
    for step in filter(gone, shelf.steps()):
        shelf.remove(step)
