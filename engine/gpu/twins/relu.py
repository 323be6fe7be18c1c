"""ReLU; the pattern of the other elementwise kernels."""

from __future__ import annotations

import numpy as np

from engine.backend import Array
from engine.gpu.operations import kernel


@kernel("relu_forward", "in T x, out T y, int n", source="relu")
def relu_forward(x: Array, y: Array, n: int) -> None:
    """The forward pass: y = max(0, x)."""
    np.maximum(x, 0, out=y)


@kernel("relu_backward", "in T y, inout T dy, int n", source="relu")
def relu_backward(y: Array, dy: Array, n: int) -> None:
    """The backward pass: dy <- dy [y > 0]."""
    dy *= y > 0
