"""Filters that begin by passing on what they get: Zagoruyko & Komodakis 2017,
https://arxiv.org/abs/1706.00388; the rest as frameworks draw it, He et al. 2015 with a = sqrt(5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.initializers.base import INITIALIZERS, Initializer


@INITIALIZERS.add("dirac", label=("Identity first (Dirac)", "نخست همانی (دیراک)"))
@dataclass(frozen=True)
class Dirac(Initializer):
    """W is uniform in [-1/sqrt(fan_in), 1/sqrt(fan_in)), but unit f < C passes on channel f.

    For filters (K, K, C, F) the 1 lies in the middle, at (K // 2, K // 2, f, f).
    """

    def fill(
        self,
        rng: np.random.Generator,
        shape: tuple[int, ...],
        fan_in: int,
        fan_out: int,
        dtype: np.dtype | type,
    ) -> Array:
        limit = 1 / np.sqrt(fan_in)
        w = rng.uniform(-limit, limit, shape)
        same = np.arange(min(shape[-2:]))
        w[..., same] = 0
        middle: tuple[Array, ...] = tuple(np.array(side // 2) for side in shape[:-2])
        w[(*middle, same, same)] = 1
        return w.astype(dtype)
