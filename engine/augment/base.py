"""The contract of an augmentation: the same picture, seen a little differently."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.registry import Entry, Registry


@dataclass(frozen=True)
class Seen:
    """Which images a batch shows: their numbers (N,), and how many epochs saw each before (N,)."""

    numbers: Array
    epochs: Array


Work = Callable[[str, tuple[int, ...]], Array]


@dataclass(frozen=True)
class Augmentation(Entry):
    """Every image of a batch is changed by a draw of its own; labels stay right."""

    def __call__(
        self, x: Array, rng: np.random.Generator, out: Array, work: Work, seen: Seen
    ) -> None:
        """Write the changed images (N, H, W, C) uint8 into `out`, which is not x.

        Draws depend on N, H, W and `seen` only, never on the pixels. `work(name, shape)` gives
        uint8 arrays that are used again at the next step; a warm call makes none itself.
        """
        raise NotImplementedError


class Scratch:
    """Arrays by name and shape, made once."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, tuple[int, ...]], Array] = {}

    def __call__(self, name: str, shape: tuple[int, ...]) -> Array:
        """The array of this name and shape: garbage at first."""
        if (name, shape) not in self._made:
            self._made[name, shape] = np.empty(shape, np.uint8)
        return self._made[name, shape]


def augment(
    parts: Sequence[Augmentation], x: Array, rng: np.random.Generator, work: Work, seen: Seen
) -> Array:
    """Apply `parts` in order to x (N, H, W, C), only read; returns x or an array of `work`."""
    for place, part in enumerate(parts):
        out = work(f"augmented {place % 2}", x.shape)
        part(x, rng, out, work, seen)
        x = out
    return x


AUGMENTATIONS: Registry[Augmentation] = Registry("augmentation")
