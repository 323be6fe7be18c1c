"""Images to columns and back: what lies under a filter at each place, as one row of a matrix.

x is (runs, images, H, W, C), its runs `apart_x` numbers apart; columns are
(runs, images, H', W', K, K, C), their runs `apart_columns` apart.
"""

from __future__ import annotations

import math

import numpy as np

from engine.backend import Array
from engine.gpu.operations import kernel

GEOMETRY = (
    "int runs, int images, int apart_x, int apart_columns, "
    "int h, int w, int c, int k, int stride, int pad, int out_h, int out_w"
)


def by_run(array: Array, apart: int, shape: tuple[int, ...]) -> Array:
    """`shape` (runs, ...) from the first number of `array` on, the runs `apart` numbers apart."""
    item = array.itemsize
    inner = [math.prod(shape[axis + 1 :]) * item for axis in range(1, len(shape))]
    return np.lib.stride_tricks.as_strided(array, shape, (apart * item, *inner))


def places(padded: Array, g: dict[str, int]) -> list[tuple[int, int, Array]]:
    """For each (i, j) of a filter, what lies under it: (runs, images, H', W', C) views."""
    down, across = g["stride"] * (g["out_h"] - 1) + 1, g["stride"] * (g["out_w"] - 1) + 1
    return [
        (i, j, padded[:, :, i : i + down : g["stride"], j : j + across : g["stride"]])
        for i in range(g["k"])
        for j in range(g["k"])
    ]


def _both(x: Array, columns: Array, g: dict[str, int]) -> tuple[Array, Array]:
    image = (g["runs"], g["images"], g["h"], g["w"], g["c"])
    under = (*image[:2], g["out_h"], g["out_w"], g["k"], g["k"], g["c"])
    return by_run(x, g["apart_x"], image), by_run(columns, g["apart_columns"], under)


@kernel("im2col", f"in T x, out T columns, {GEOMETRY}", source="columns")
def im2col(x: Array, columns: Array, **g: int) -> None:
    """Copy what lies under the filter: columns[n, h, w, i, j] = x[n, h S + i - P, w S + j - P]."""
    images, under = _both(x, columns, g)
    frame = (g["pad"], g["pad"])
    padded = np.pad(images, ((0, 0), (0, 0), frame, frame, (0, 0)))
    for i, j, view in places(padded, g):
        under[:, :, :, :, i, j] = view


@kernel("col2im", f"in T columns, out T x, {GEOMETRY}", source="columns")
def col2im(columns: Array, x: Array, **g: int) -> None:
    """Add up what `im2col` copied, where it came from: its derivative."""
    images, under = _both(x, columns, g)
    pad, h, w = g["pad"], g["h"], g["w"]
    padded = np.zeros((*images.shape[:2], h + 2 * pad, w + 2 * pad, g["c"]), x.dtype)
    for i, j, view in places(padded, g):
        np.add(view, under[:, :, :, :, i, j], out=view)
    images[...] = padded[:, :, pad : pad + h, pad : pad + w]
