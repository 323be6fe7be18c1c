"""Dropout with the draws of the layer on a processor, bit by bit the same mask."""

from __future__ import annotations

import numpy as np

from engine.backend import Array
from engine.gpu.operations import kernel
from engine.random import stream

SIZES = "int n, int images, int pixels, int c"


def bytes_of(runs: int, per_run: int) -> int:
    """How many bytes the mask of R runs has, eight numbers a byte; `over` and n of both kernels."""
    return runs * -(-per_run // 8)


@kernel(
    "dropout_forward",
    f"in T x, in long seed, in long clock, out T y, out byte mask, {SIZES}, int lane, float keep",
    source="dropout",
)
def dropout_forward(
    x: Array, seed: Array, clock: Array, y: Array, mask: Array, **sizes: float
) -> None:
    """Compute y = x [draw < keep] / keep, x (R, images, pixels, C) or (R, images, C), pixels 1.

    The draws of run r are those of stream(seed[r], "dropout", clock[r], lane) in the order
    (pixels, images, C), 24 bits each (53 for float64); `mask` (R, bytes) holds them in that
    order, the lowest bit first.
    """
    keep, exact = sizes["keep"], x.dtype == np.float64
    shape = tuple(int(sizes[name]) for name in ("pixels", "images", "c"))
    for r, row in enumerate(mask.reshape(len(seed), -1)):
        rng = stream(int(seed[r]), "dropout", int(clock[r]), int(sizes["lane"]))
        on = rng.random(shape) < keep if exact else rng.random(shape, np.float32) < np.float32(keep)
        row[...] = np.packbits(on.ravel(), bitorder="little")
        _mask(x[r], y[r], on, keep)


@kernel("dropout_backward", f"in byte mask, inout T dy, {SIZES}, float keep", source="dropout")
def dropout_backward(mask: Array, dy: Array, **sizes: float) -> None:
    """Compute dy <- dy / keep where the mask is 1, and 0 elsewhere."""
    shape = tuple(int(sizes[name]) for name in ("pixels", "images", "c"))
    for r, row in enumerate(mask.reshape(len(dy), -1)):
        bits = np.unpackbits(row, count=int(np.prod(shape)), bitorder="little")
        _mask(dy[r], dy[r], bits.reshape(shape), sizes["keep"])


def _mask(x: Array, y: Array, on: Array, keep: float) -> None:
    by_image = on.transpose(1, 0, 2).reshape(x.shape)
    y[...] = np.where(by_image, x * (1 / keep), 0)
