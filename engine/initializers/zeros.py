"""All zeros: units that start alike stay alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.initializers.base import INITIALIZERS, Initializer


@INITIALIZERS.add("zeros", label=("All zeros", "همه صفر"))
@dataclass(frozen=True)
class Zeros(Initializer):
    """W = 0."""

    def fill(
        self,
        rng: np.random.Generator,
        shape: tuple[int, ...],
        fan_in: int,
        fan_out: int,
        dtype: np.dtype | type,
    ) -> Array:
        return np.zeros(shape, dtype)
