"""Counter-based randomness: nothing to save, the same after a crash and on any number of workers.

Philox: Salmon et al. 2011, https://doi.org/10.1145/2063384.2063405.
"""

from __future__ import annotations

import numpy as np

from engine.backend import Array, array_module

# The order is part of every saved run: append, never insert.
PURPOSES = ("init", "split", "order", "augment", "dropout", "data", "search", "sample", "noise")


def stream(seed: int, purpose: str, step: int, lane: int = 0) -> np.random.Generator:
    """One purpose at one step: Philox(key=[seed, purpose], counter=[0, step, lane]).

    The lowest word of the counter is left to the draws themselves: with the step in it,
    step t would repeat, four words later, what step t + 1 begins with. `lane` tells apart
    draws of the same step that must not depend on one another, such as the shards of a
    batch. Raises ValueError for an unknown purpose.
    """
    if purpose not in PURPOSES:
        raise ValueError(f"expected a purpose of {', '.join(PURPOSES)}, got {purpose!r}")
    key = np.array([seed, PURPOSES.index(purpose)], dtype=np.uint64)
    counter = np.array([0, step, lane, 0], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=key, counter=counter))


def below(rng: np.random.Generator, bound: int, shape: tuple[int, ...]) -> Array:
    """Whole numbers in [0, bound), as likely each, of that shape: floor(bound u), u of one word.

    NumPy's own `integers` draws again when a number does not fit; here draw k is word k of the
    stream whatever the others are, so that a device finds each by itself.
    """
    drawn = rng.random(shape)
    drawn *= bound
    return drawn.astype(np.int32)


def drawn(numbers: Array) -> Array:
    """One number in [0, 1) for each whole number, float64 of the same shape, always the same.

    The finalizer of SplitMix64: Steele et al. 2014, https://doi.org/10.1145/2660193.2660195.
    """
    xp = array_module(numbers)
    z = (numbers.astype(xp.uint64) + xp.uint64(1)) * xp.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> xp.uint64(30))) * xp.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> xp.uint64(27))) * xp.uint64(0x94D049BB133111EB)
    z = z ^ (z >> xp.uint64(31))
    return (z >> xp.uint64(11)).astype(xp.float64) * 2.0**-53
