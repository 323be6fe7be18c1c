"""The contract of an initializer: the weights before the first step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.registry import Entry, Registry


@dataclass(frozen=True)
class Initializer(Entry):
    """Draws in float64 and rounds, so that float32 and float64 networks start alike."""

    def fill(
        self,
        rng: np.random.Generator,
        shape: tuple[int, ...],
        fan_in: int,
        fan_out: int,
        dtype: np.dtype | type,
    ) -> Array:
        """A new NumPy array; fan_in and fan_out count the inputs and outputs of one unit."""
        raise NotImplementedError


INITIALIZERS: Registry[Initializer] = Registry("initializer")
