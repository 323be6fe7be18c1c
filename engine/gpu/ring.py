"""Figures of every step, read out of memory the device writes to: nobody waits for anybody."""

from __future__ import annotations

import numpy as np

from engine.backend import Array

EVERY_S = 1 / 40  # seconds between two looks: what eyes and streams can use


class Reader:
    """Takes new records off a ring (R, SLOTS, WORDS) in mapped memory; no call of the driver.

    The device writes step t of a run, counted from 1, into slot t % SLOTS, word `step` last
    and after a fence. A step is overwritten only after all of the SLOTS - 1 that follow it
    are there. So a copied record is whole if its step was there before copying and the
    SLOTS - 1st after it still was not there afterwards. Rings `beside` it, (R, SLOTS, ...),
    are filled before the step is said, and their words come after those of the record.
    """

    def __init__(self, ring: Array, *beside: Array, step: int = 0) -> None:
        self._ring, self._beside, self._step = ring, beside, step
        self.last = [0] * len(ring)
        self.lost = [0] * len(ring)  # overwritten before anybody looked
        self._looked = -EVERY_S

    def due(self, now: float) -> bool:
        """Whether it is time to look again at `now` seconds; says yes once."""
        if now - self._looked < EVERY_S:
            return False
        self._looked = now
        return True

    def take(self, run: int) -> Array:
        """All records (n, WORDS) of a run that are new, in the order of their steps."""
        held, last = self._ring[run], self.last[run]
        before = held[:, self._step].copy().astype(np.int64)
        if before.max() <= last:
            return np.empty((0, sum(a.shape[2] for a in (self._ring, *self._beside))), held.dtype)
        records = np.concatenate([a[run].copy() for a in (self._ring, *self._beside)], axis=1)
        newest = int(held[:, self._step].copy().max())
        whole = before > max(last, newest - len(held) + 1)
        records, steps = records[whole], before[whole]
        if len(steps):
            self.lost[run] += int(steps.max()) - last - len(steps)
            self.last[run] = int(steps.max())
        return np.asarray(records[steps.argsort()])

    def rewind(self, run: int, step: int) -> None:
        """Have a run go on after `step`; the device must not be writing."""
        self._ring[run, :, self._step] = 0
        self.last[run] = step
