"""Which images a step sees: a fixed split, a new order every epoch, random shifts and flips."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.random import stream

SPLIT_SEED = 0  # the same validation images for every seed, so that runs can be compared
VALIDATION_SHARE = 10  # one image in ten
MOST_VALIDATION = 2000


@dataclass(frozen=True)
class Split:
    """Indices into the training images: `train` (n,) to learn from, `validation` (m,) held out."""

    train: Array
    validation: Array


def split(images: int, hold_out: bool = True) -> Split:
    """Hold out one image in ten, at most 2,000, at random but always the same ones; or none."""
    order = stream(SPLIT_SEED, "split", 0).permutation(images)
    held = min(images // VALIDATION_SHARE, MOST_VALIDATION) if hold_out else 0
    return Split(np.sort(order[held:]), np.sort(order[:held]))


class Order:
    """The endless sequence of training indices: one permutation an epoch, counted in images.

    Only `seen` has to be saved: the permutation of epoch e is drawn from (seed, "order", e).
    """

    def __init__(self, indices: Array, seed: int, seen: int = 0) -> None:
        self.indices, self.seed, self.seen = indices, seed, seen
        self._epoch, self._order = -1, indices.copy()

    @property
    def epoch(self) -> float:
        """Passes over the training images so far."""
        return float(self.seen / len(self.indices))

    def epochs(self, count: int) -> Array:
        """How many whole epochs lie before each of the next `count` indices, (count,)."""
        return (self.seen + np.arange(count)) // len(self.indices)

    def take(self, count: int) -> Array:
        """The next `count` indices (count,); a batch may straddle two epochs."""
        parts = []
        while count:
            order, at = self._permutation(), self.seen % len(self.indices)
            part = order[at : at + count].copy()
            parts.append(part)
            self.seen += len(part)
            count -= len(part)
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _permutation(self) -> Array:
        epoch = self.seen // len(self.indices)
        if epoch != self._epoch:
            self._order[...] = self.indices
            stream(self.seed, "order", epoch).shuffle(self._order)
            self._epoch = epoch
        return self._order
