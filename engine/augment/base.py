"""The contract of an augmentation: the same picture, seen a little differently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.backend import Array, array_module
from engine.registry import Entry, Registry


@dataclass(frozen=True)
class Augmentation(Entry):
    """Every image of a batch is changed by a draw of its own; labels stay right."""

    def __call__(self, x: Array, rng: np.random.Generator, out: Array) -> None:
        """Write the changed images (N, H, W, C) uint8 into `out`, which is not x.

        Draws depend on N, H and W only, never on the pixels.
        """
        raise NotImplementedError


def augment(
    parts: Sequence[Augmentation], x: Array, rng: np.random.Generator, out: Array, spare: Array
) -> Array:
    """Apply `parts` in order; returns the array with the result: x, `out` or `spare`.

    x (N, H, W, C) is only read; `out` and `spare` are like it and are taken in turns.
    """
    for part in parts:
        part(x, rng, out)
        x, out, spare = out, spare, out
    return x


def as_draws(x: Array, draws: np.ndarray) -> Array:
    """Numbers drawn on the CPU, where x lives."""
    return array_module(x).asarray(draws)


AUGMENTATIONS: Registry[Augmentation] = Registry("augmentation")
