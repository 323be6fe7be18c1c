"""How kernels share out arrays (R, rows, C) that they treat by channel."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.backend import Array

SHARE = 8192  # numbers of a block: some 32 for each thread
BLOCKS = 1024  # as many as a large card holds at once; more would only make more partial sums
TILE = 16  # channels of a block that adds up partial sums, as in channels.cuh


def chunks_of(runs: int, rows: int, c: int) -> int:
    """How many chunks the rows of a run are cut into; kernels by channel run R times as many."""
    return min(-(-rows * c // SHARE), max(1, BLOCKS // runs))


def tiles_of(runs: int, columns: int) -> int:
    """How many blocks add up partial sums (R, chunks, columns)."""
    return runs * -(-columns // TILE)


def pieces(rows: int, chunks: int) -> Iterator[slice]:
    """The rows of each chunk: equal shares, the last ones smaller or empty."""
    share = -(-rows // chunks)
    for k in range(chunks):
        yield slice(min(rows, k * share), min(rows, (k + 1) * share))


def sums(x: Array, chunks: int) -> Array:
    """The sums over the rows of each chunk, (R, chunks, C) of x (R, rows, C)."""
    return np.stack([x[:, piece].sum(axis=1) for piece in pieces(x.shape[1], chunks)], axis=1)
