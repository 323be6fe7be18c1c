"""Uniform numbers, as in the eleven-line network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.initializers.base import INITIALIZERS, Initializer
from engine.schema import real


@INITIALIZERS.add("uniform", label=("Uniform", "یکنواخت"))
@dataclass(frozen=True)
class Uniform(Initializer):
    """W is uniform in [-limit, limit)."""

    limit: float = real(
        1,
        0,
        10,
        label=("Limit", "کران"),
        help=(
            "The largest size a starting weight may have.",
            "بیشترین اندازهٔ وزن‌های آغازین.",
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
        return rng.uniform(-self.limit, self.limit, shape).astype(dtype)
