"""Random numbers of one scale, whatever the layer: 1, 0.01 and 0.0001 in the lecture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.initializers.base import INITIALIZERS, Initializer
from engine.schema import real


@INITIALIZERS.add("normal", label=("Normal, fixed scale", "گاوسی با مقیاس ثابت"))
@dataclass(frozen=True)
class Normal(Initializer):
    """W = std randn."""

    std: float = real(
        0.01,
        0,
        10,
        scale="log",
        floor=1e-6,
        label=("Standard deviation σ", "انحراف معیار σ"),
        help=(
            "The standard deviation of the starting weights.",
            "انحراف معیار وزن‌های آغازین.",
        ),
    )

    def fill(
        self,
        rng: np.random.Generator,
        shape: tuple[int, ...],
        fan_in: int,
        fan_out: int,
        dtype: np.dtype | type,
    ) -> Array:
        return (self.std * rng.standard_normal(shape)).astype(dtype)
