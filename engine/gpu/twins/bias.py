"""The bias of a layer, per channel, and its gradient in two stages."""

from __future__ import annotations

from engine.backend import Array
from engine.gpu.operations import kernel
from engine.gpu.twins.channels import sums


@kernel(
    "bias_forward",
    "inout T y, in float b, int rows, int c, int chunks, int stride",
    source="bias",
    unit="block",
)
def bias_forward(y: Array, b: Array, rows: int, c: int, chunks: int, stride: int) -> None:
    """Compute y <- y + b per channel, y (R, rows, C), b (R, C); R chunks blocks."""
    by_run = y.reshape(-1, rows, c)
    by_run += b[:, None, :c]


@kernel(
    "bias_partial",
    "in T dy, out float partial, int rows, int c, int chunks",
    source="bias",
    unit="block",
)
def bias_partial(dy: Array, partial: Array, rows: int, c: int, chunks: int) -> None:
    """Add up dy (R, rows, C) by chunk: `partial` is (R, chunks, C); R chunks blocks."""
    partial[...] = sums(dy.reshape(-1, rows, c), chunks)


@kernel(
    "bias_gradient",
    "in float partial, out float db, int c, int chunks, int stride",
    source="bias",
    unit="block",
)
def bias_gradient(partial: Array, db: Array, c: int, chunks: int, stride: int) -> None:
    """Compute db (R, C) = the sum of `partial` (R, chunks, C); `tiles_of` (R, C) blocks."""
    db[:, :c] = partial.sum(axis=1)
