"""Which steps of a long race are drawn."""

from __future__ import annotations

import numpy as np

from engine.backend import Array

FIRST = 0.5  # the share of the kept steps that are the first ones, without a gap


def kept_steps(steps: int, most: int) -> Array:
    """At most `most` of the steps 0 ... `steps`: all of the first, then pairs ever farther apart.

    Pairs, for a path that jumps from side to side would else seem to stay on one.
    """
    if steps < most:
        return np.arange(steps + 1)
    whole = int(FIRST * most)
    pairs = (most - whole) // 2
    grown = np.geomspace(whole, steps - 1, pairs).round().astype(int)
    return np.unique(np.concatenate([np.arange(whole), grown, grown + 1]))
