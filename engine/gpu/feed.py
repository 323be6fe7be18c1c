"""Which image comes when, uploaded an epoch ahead of the step that needs it."""

from __future__ import annotations

import numpy as np

from engine.backend import Array
from engine.course.batches import Order
from engine.random import drawn


class Feed:
    """The orders of one run: row e % 2 of its table (2, epoch) holds epoch e, mirrored ones odd.

    `alternating` mirrors every image in turn, see the augmentation `flip`; else none is.
    """

    def __init__(self, indices: Array, seed: int) -> None:
        self.indices, self.seed, self.alternating = indices, seed, False
        self._held: dict[int, tuple[int, bool]] = {}

    def news(self, first: int, count: int) -> list[tuple[int, Array]]:
        """Rows of the table to write before the images `first` to `first + count` are chosen."""
        found = []
        for epoch in sorted({first // len(self.indices), (first + count - 1) // len(self.indices)}):
            wanted = (epoch, self.alternating)
            if self._held.get(epoch % 2) != wanted:
                self._held[epoch % 2] = wanted
                found.append((epoch % 2, self._row(epoch)))
        return found

    def _row(self, epoch: int) -> Array:
        order = Order(self.indices, self.seed, epoch * len(self.indices)).take(len(self.indices))
        mirrored = np.zeros(len(order), bool)
        if self.alternating:
            mirrored = (drawn(order) < 0.5) ^ (epoch % 2 == 1)
        return (2 * order + mirrored).astype(np.int32)
