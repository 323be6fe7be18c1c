"""Pooling over images (images, h, w, C), all runs one after another; `chunks` blocks each.

`chunks` is `chunks_of(1, rows, C)`, its rows what threads go over: windows forward, cells of
stride by stride pixels backward, images for the global average.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.backend import Array
from engine.gpu.operations import kernel

SOURCE = "pooling"
SIZES = "int images, int h, int w, int c, int size, int stride, int chunks"


@kernel(
    "maxpool_forward",
    f"in T x, out T y, out byte winner, {SIZES}",
    source=SOURCE,
    unit="block",
)
def maxpool_forward(x: Array, y: Array, winner: Array, **sizes: int) -> None:
    """The maximum of each window; the first of equals wins, read column by column.

    `winner` has the shape of y: column size + row of the winner in its window.
    """
    image, (best, won) = images(x, sizes), (_windows(a, sizes) for a in (y, winner))
    best[...], won[...] = image[next(places(sizes))[1]], 0
    for k, place in places(sizes):
        better = image[place] > best
        best[better], won[better] = image[place][better], k


@kernel(
    "maxpool_backward",
    f"in byte winner, in T dy, out T dx, {SIZES}",
    source=SOURCE,
    unit="block",
)
def maxpool_backward(winner: Array, dy: Array, dx: Array, **sizes: int) -> None:
    """The gradient of each window goes to its winner."""
    image, (slope, won) = images(dx, sizes), (_windows(a, sizes) for a in (dy, winner))
    image[...] = 0
    for k, place in places(sizes):
        image[place] += np.where(won == k, slope, 0)


@kernel("avgpool_forward", f"in T x, out T y, {SIZES}", source=SOURCE, unit="block")
def avgpool_forward(x: Array, y: Array, **sizes: int) -> None:
    """The mean of each window."""
    image, mean = images(x, sizes), _windows(y, sizes)
    mean[...] = 0
    for _, place in places(sizes):
        mean += image[place]
    mean /= sizes["size"] ** 2


@kernel("avgpool_backward", f"in T dy, out T dx, {SIZES}", source=SOURCE, unit="block")
def avgpool_backward(dy: Array, dx: Array, **sizes: int) -> None:
    """The gradient of each window goes to its pixels in equal shares."""
    image, share = images(dx, sizes), _windows(dy, sizes) / sizes["size"] ** 2
    image[...] = 0
    for _, place in places(sizes):
        image[place] += share


@kernel(
    "globalpool_forward",
    "in T x, out T y, int images, int pixels, int c, int chunks",
    source=SOURCE,
    unit="block",
)
def globalpool_forward(x: Array, y: Array, **sizes: int) -> None:
    """Compute y (images, C), the mean of x (images, pixels, C)."""
    y[...] = x.reshape(-1, sizes["pixels"], sizes["c"]).mean(axis=1).reshape(y.shape)


@kernel(
    "globalpool_backward",
    "in T dy, out T dx, int images, int pixels, int c, int chunks",
    source=SOURCE,
    unit="block",
)
def globalpool_backward(dy: Array, dx: Array, **sizes: int) -> None:
    """Every pixel has its share of dy (images, C)."""
    by_image = dx.reshape(-1, sizes["pixels"], sizes["c"])
    by_image[...] = dy.reshape(-1, 1, sizes["c"]) / sizes["pixels"]


def images(x: Array, sizes: dict[str, int]) -> Array:
    """A view (images, h, w, C) of x."""
    return x.reshape(-1, sizes["h"], sizes["w"], sizes["c"])


def _windows(y: Array, sizes: dict[str, int]) -> Array:
    down, across = windows_of(sizes["h"], sizes["w"], sizes["size"], sizes["stride"])
    return y.reshape(-1, down, across, sizes["c"])


def windows_of(h: int, w: int, size: int, stride: int) -> tuple[int, int]:
    """How many windows there are down and across an image."""
    return (h - size) // stride + 1, (w - size) // stride + 1


def places(sizes: dict[str, int]) -> Iterator[tuple[int, tuple[slice, ...]]]:
    """Every place in a window, column by column, and those pixels of the images."""
    size, stride = sizes["size"], sizes["stride"]
    down, across = windows_of(sizes["h"], sizes["w"], size, stride)
    for k in range(size * size):
        b, a = divmod(k, size)
        rows = slice(a, a + stride * (down - 1) + 1, stride)
        columns = slice(b, b + stride * (across - 1) + 1, stride)
        yield k, (slice(None), rows, columns)
