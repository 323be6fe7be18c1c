"""Xavier: Glorot & Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html, fan-in only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.initializers.base import INITIALIZERS, Initializer


@INITIALIZERS.add("xavier", label=("Xavier", "خاویر"))
@dataclass(frozen=True)
class Xavier(Initializer):
    """W = randn / sqrt(fan_in): keeps the variance where units are nearly linear."""

    def fill(
        self,
        rng: np.random.Generator,
        shape: tuple[int, ...],
        fan_in: int,
        fan_out: int,
        dtype: np.dtype | type,
    ) -> Array:
        return (rng.standard_normal(shape) / np.sqrt(fan_in)).astype(dtype)
