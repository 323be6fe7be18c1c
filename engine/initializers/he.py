"""He: He et al. 2015, https://arxiv.org/abs/1502.01852."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.initializers.base import INITIALIZERS, Initializer


@INITIALIZERS.add("he", label=("He", "مقداردهی He"))
@dataclass(frozen=True)
class He(Initializer):
    """W = randn sqrt(2 / fan_in): keeps the variance through ReLU."""

    def fill(
        self,
        rng: np.random.Generator,
        shape: tuple[int, ...],
        fan_in: int,
        fan_out: int,
        dtype: np.dtype | type,
    ) -> Array:
        return (rng.standard_normal(shape) * np.sqrt(2 / fan_in)).astype(dtype)
