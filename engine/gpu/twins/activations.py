"""Activation functions but ReLU; backward passes read y, or x where y does not tell the slope."""

from __future__ import annotations

import math

import numpy as np

from engine.backend import Array
from engine.gpu.operations import kernel

SOURCE = "activations"
ROOT, CUBE = math.sqrt(2 / math.pi), 0.044715


@kernel("leakyrelu_forward", "in T x, out T y, int n, float leak", source=SOURCE)
def leakyrelu_forward(x: Array, y: Array, n: int, leak: float) -> None:
    """Compute y = x for x > 0 and leak x below."""
    y[...] = np.where(x > 0, x, leak * x)


@kernel("leakyrelu_backward", "in T y, inout T dy, int n, float leak", source=SOURCE)
def leakyrelu_backward(y: Array, dy: Array, n: int, leak: float) -> None:
    """The backward pass: dy <- dy for y > 0 and leak dy below."""
    dy *= np.where(y > 0, 1, leak).astype(dy.dtype)


@kernel("elu_forward", "in T x, out T y, int n, float alpha", source=SOURCE)
def elu_forward(x: Array, y: Array, n: int, alpha: float) -> None:
    """Compute y = x for x > 0 and alpha (e^x - 1) below."""
    y[...] = np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


@kernel("elu_backward", "in T y, inout T dy, int n, float alpha", source=SOURCE)
def elu_backward(y: Array, dy: Array, n: int, alpha: float) -> None:
    """The backward pass: dy <- dy for y > 0 and (y + alpha) dy below."""
    dy *= np.where(y > 0, 1, y + alpha).astype(dy.dtype)


@kernel("sigmoid_forward", "in T x, out T y, int n", source=SOURCE)
def sigmoid_forward(x: Array, y: Array, n: int) -> None:
    """Compute y = 1 / (1 + e^-x) = (1 + tanh(x/2)) / 2."""
    y[...] = 0.5 + 0.5 * np.tanh(0.5 * x)


@kernel("sigmoid_backward", "in T y, inout T dy, int n", source=SOURCE)
def sigmoid_backward(y: Array, dy: Array, n: int) -> None:
    """The backward pass: dy <- dy y (1 - y)."""
    dy *= y * (1 - y)


@kernel("tanh_forward", "in T x, out T y, int n", source=SOURCE)
def tanh_forward(x: Array, y: Array, n: int) -> None:
    """Compute y = tanh x."""
    np.tanh(x, out=y)


@kernel("tanh_backward", "in T y, inout T dy, int n", source=SOURCE)
def tanh_backward(y: Array, dy: Array, n: int) -> None:
    """The backward pass: dy <- dy (1 - y^2)."""
    dy *= 1 - y * y


@kernel("gelu_forward", "in T x, out T y, int n", source=SOURCE)
def gelu_forward(x: Array, y: Array, n: int) -> None:
    """Compute y = x (1 + tanh u) / 2, u = sqrt(2/pi) (x + 0.044715 x^3)."""
    y[...] = gelu(x)


@kernel("gelu_backward", "in T x, inout T dy, int n", source=SOURCE)
def gelu_backward(x: Array, dy: Array, n: int) -> None:
    """The backward pass: dy <- dy (1 + tanh u + x (1 - tanh^2 u) u') / 2."""
    dy *= gelu_slope(x)


@kernel("silu_forward", "in T x, out T y, int n", source=SOURCE)
def silu_forward(x: Array, y: Array, n: int) -> None:
    """Compute y = x s, s = 1 / (1 + e^-x)."""
    y[...] = silu(x)


@kernel("silu_backward", "in T x, inout T dy, int n", source=SOURCE)
def silu_backward(x: Array, dy: Array, n: int) -> None:
    """The backward pass: dy <- dy s (1 + x (1 - s))."""
    dy *= silu_slope(x)


def gelu(x: Array) -> Array:
    """Compute x (1 + tanh u) / 2."""
    return 0.5 * x * (1 + _bent(x))


def gelu_slope(x: Array) -> Array:
    """The derivative of `gelu`."""
    t = _bent(x)
    return 0.5 * (1 + t + x * (1 - t * t) * ROOT * (1 + 3 * CUBE * x * x))


def silu(x: Array) -> Array:
    """Compute x / (1 + e^-x)."""
    return x * _sigma(x)


def silu_slope(x: Array) -> Array:
    """The derivative of `silu`."""
    s = _sigma(x)
    return s * (1 + x * (1 - s))


def _bent(x: Array) -> Array:
    return np.tanh(ROOT * (x + CUBE * x * x * x))


def _sigma(x: Array) -> Array:
    return 0.5 + 0.5 * np.tanh(0.5 * x)
