"""One number everywhere, such as 0.01 for the biases of ReLU units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.initializers.base import INITIALIZERS, Initializer
from engine.schema import real


@INITIALIZERS.add("constant", label=("Constant", "ثابت"))
@dataclass(frozen=True)
class Constant(Initializer):
    """W = value."""

    value: float = real(
        0.01,
        -10,
        10,
        label=("Value", "مقدار"),
        help=(
            "The number every weight starts at.",
            "عددی که همهٔ وزن‌ها از آن آغاز می‌کنند.",
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
        return np.full(shape, self.value, dtype)
