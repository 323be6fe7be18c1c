"""Convolutions that a library does in one go.

x is (n, H, W, C), filters are (F, K, K, C), y is (n, H', W', F).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.convolution import Geometry
from engine.gpu.operations import Operation, Twin, add, parameters

GEOMETRY = "int n, int h, int w, int c, int f, int k, int stride, int pad"


@dataclass(frozen=True)
class Convolve(Operation):
    """One pass of a convolution of one run; done by cuDNN."""


def convolution(name: str, said: str) -> Callable[[Twin], Twin]:
    """Declare the operation `name`; what is decorated is its twin."""

    def declare(twin: Twin) -> Twin:
        add(Convolve(name, parameters(f"{said}, {GEOMETRY}"), twin))
        return twin

    return declare


def geometry(numbers: dict[str, int]) -> Geometry:
    """The geometry among an operation's numbers."""
    return Geometry(**{name: v for name, v in numbers.items() if name != "n"})


def _places(framed: Array, g: Geometry) -> Iterator[tuple[int, int, Array]]:
    """For each place of a filter what lies under it, (n, H', W', C) views."""
    down, across = g.stride * (g.out_h - 1) + 1, g.stride * (g.out_w - 1) + 1
    for i in range(g.k):
        for j in range(g.k):
            yield i, j, framed[:, i : i + down : g.stride, j : j + across : g.stride]


def _framed(x: Array, g: Geometry, n: int) -> Array:
    frame = (g.pad, g.pad)
    return np.pad(x.reshape(n, g.h, g.w, g.c), ((0, 0), frame, frame, (0, 0)))


def _filters(filters: Array, g: Geometry) -> Array:
    return filters.reshape(g.f, g.k, g.k, g.c)


@convolution("convolve_forward", "in T x, in T filters, out T y")
def convolve_forward(x: Array, filters: Array, y: Array, **numbers: int) -> None:
    """Compute y[n, h, w, f] = sum of x[n, h S + i - P, w S + j - P, c] filters[f, i, j, c]."""
    g, kept = geometry(numbers), _filters(filters, geometry(numbers))
    under = _places(_framed(x, g, numbers["n"]), g)
    y[...] = sum(view @ kept[:, i, j].T for i, j, view in under).reshape(y.shape)


@convolution("convolve_bias", "in T x, in T filters, in T b, out T y")
def convolve_bias(x: Array, filters: Array, b: Array, y: Array, **numbers: int) -> None:
    """Compute y as `convolve_forward`, plus b[f]."""
    convolve_forward(x, filters, y, **numbers)
    rows = y.reshape(-1, numbers["f"])
    rows += b.reshape(-1)


@convolution("convolve_dx", "in T dy, in T filters, out T dx")
def convolve_dx(dy: Array, filters: Array, dx: Array, **numbers: int) -> None:
    """Compute dx, the sum over all places that saw a pixel of dy times the filter there."""
    g, n = geometry(numbers), numbers["n"]
    kept, slopes = _filters(filters, g), dy.reshape(n, g.out_h, g.out_w, g.f)
    framed = np.zeros((n, g.h + 2 * g.pad, g.w + 2 * g.pad, g.c), dx.dtype)
    for i, j, view in _places(framed, g):
        np.add(view, slopes @ kept[:, i, j], out=view)
    dx[...] = framed[:, g.pad : g.pad + g.h, g.pad : g.pad + g.w].reshape(dx.shape)


@convolution("convolve_dw", "in T x, in T dy, out T dfilters")
def convolve_dw(x: Array, dy: Array, dfilters: Array, **numbers: int) -> None:
    """Compute dfilters[f, i, j, c], the sum over images and places of dy[f] x[c] under (i, j)."""
    g, n = geometry(numbers), numbers["n"]
    slopes, made = dy.reshape(-1, g.f), _filters(dfilters, g)
    for i, j, view in _places(_framed(x, g, n), g):
        made[:, i, j] = slopes.T @ view.reshape(-1, g.c)
