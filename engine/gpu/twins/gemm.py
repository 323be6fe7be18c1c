"""Matrix products, row by row in memory: one operation for a library, one kernel of our own.

op(A) is (m, k), op(B) (k, n), C (m, n); a `turn`ed matrix is stored transposed. Rows begin
`ld` numbers apart, the `batch` products `apart` numbers, so that parts of larger arrays,
and the flat weights of several runs, are multiplied where they lie.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.gpu.operations import Kernel, Operation, add, parameters

TILE = 64  # rows and columns of C that a block of the kernel computes

ARGUMENTS = (
    "in T a, in T b, {c}, int m, int n, int k, int lda, int ldb, int ldc, int turn_a, int turn_b, "
    "int batch, int apart_a, int apart_b, int apart_c, float alpha"
)
# By name: C as kind T, or exact for gradients; "add" keeps beta C.
SAID = {
    "gemm": ARGUMENTS.format(c="out T c"),
    "gemm_add": ARGUMENTS.format(c="inout T c") + ", float beta",
    "gemm_exact": ARGUMENTS.format(c="out float c"),
    "gemm_exact_add": ARGUMENTS.format(c="inout float c") + ", float beta",
}


@dataclass(frozen=True)
class Product(Operation):
    """C = alpha op(A) op(B) [+ beta C], summed in float; done by cuBLAS or by the kernel."""

    @property
    def kernel(self) -> str:
        """The name of the kernel that takes the same arguments."""
        return self.name.replace("gemm", "gemm_tiled")


def tiles(m: int, n: int, batch: int) -> int:
    """How many blocks the kernel needs."""
    return -(-m // TILE) * -(-n // TILE) * batch


def matrices(array: Array, batch: int, apart: int, shape: tuple[int, int], ld: int) -> Array:
    """The matrices that begin at the first number of `array`, as (batch, *shape)."""
    item = array.itemsize
    strides = (apart * item, ld * item, item)
    return np.lib.stride_tricks.as_strided(array, (batch, *shape), strides)


def product(a: Array, b: Array, c: Array, *, beta: float | None = None, **g: float) -> None:
    """C = alpha op(A) op(B) [+ beta C], for every one of the batch."""
    n = {name: int(value) for name, value in g.items()}
    rows, columns, k, batch = n["m"], n["n"], n["k"], n["batch"]
    shape_a = (k, rows) if n["turn_a"] else (rows, k)
    shape_b = (columns, k) if n["turn_b"] else (k, columns)
    left = matrices(a, batch, n["apart_a"], shape_a, n["lda"])
    right = matrices(b, batch, n["apart_b"], shape_b, n["ldb"])
    to = matrices(c, batch, n["apart_c"], (rows, columns), n["ldc"])
    left = left.swapaxes(1, 2) if n["turn_a"] else left
    right = right.swapaxes(1, 2) if n["turn_b"] else right
    made = g["alpha"] * np.matmul(left, right)
    to[...] = made if beta is None else made + beta * to


for _name, _said in SAID.items():
    _operation = Product(_name, parameters(_said), product)
    add(_operation)
    add(Kernel(_operation.kernel, _operation.parameters, product, "gemm", "block"))
