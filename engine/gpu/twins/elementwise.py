"""Sums, copies and maxout."""

from __future__ import annotations

import numpy as np

from engine.backend import Array
from engine.gpu.operations import kernel

SOURCE = "elementwise"


@kernel("scale", "in T x, out T y, int n, float a", source=SOURCE)
def scale(x: Array, y: Array, n: int, a: float) -> None:
    """Compute y = a x."""
    y[...] = x.reshape(y.shape) * a


@kernel("copy", "in T x, out T y, int n", source=SOURCE)
@kernel("to_float", "in T x, out float y, int n", source=SOURCE)
def copy(x: Array, y: Array, n: int) -> None:
    """Compute y = x, as activations or as exact numbers."""
    y[...] = x.reshape(y.shape)


@kernel("from_float", "in float x, out T y, int n, int size, int stride", source=SOURCE)
def from_float(x: Array, y: Array, n: int, size: int, stride: int) -> None:
    """Compute y (R, size) = x, whose runs begin `stride` numbers apart."""
    y[...] = x.reshape(len(x), -1)[:, :size].reshape(y.shape)


@kernel("add", "in T a, in T b, out T y, int n", source=SOURCE)
def add(a: Array, b: Array, y: Array, n: int) -> None:
    """Compute y = a + b."""
    np.add(a, b, out=y)


@kernel("add_relu", "in T a, in T b, out T y, int n", source=SOURCE)
def add_relu(a: Array, b: Array, y: Array, n: int) -> None:
    """Compute y = max(0, a + b); its backward pass is that of ReLU, then `copy`."""
    np.maximum(a + b, 0, out=y)


@kernel("accumulate", "in T x, inout T y, int n", source=SOURCE)
def accumulate(x: Array, y: Array, n: int) -> None:
    """Compute y <- y + x, where two ways back meet."""
    y += x


@kernel("maxout_forward", "in T x, out T y, out byte winner, int n, int pieces", source=SOURCE)
def maxout_forward(x: Array, y: Array, winner: Array, n: int, pieces: int) -> None:
    """Compute y[i] = max of x[i P] to x[i P + P - 1]; the first of equals wins."""
    grouped = x.reshape(n, pieces)
    winner[...] = grouped.argmax(axis=1).reshape(winner.shape)
    y[...] = grouped.max(axis=1).reshape(y.shape)


@kernel("maxout_backward", "in byte winner, in T dy, out T dx, int n, int pieces", source=SOURCE)
def maxout_backward(winner: Array, dy: Array, dx: Array, n: int, pieces: int) -> None:
    """Compute dx[i P + k] = dy[i] where k is the winner and 0 elsewhere."""
    won = winner.reshape(n, 1) == np.arange(pieces)
    dx[...] = np.where(won, dy.reshape(n, 1), 0).reshape(dx.shape)
