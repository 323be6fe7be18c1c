"""Wide dense layers and dropout."""

from __future__ import annotations

from engine.backend import Array
from engine.blas import DIRECT
from engine.gangs.wide import WideMoment, wide_form
from engine.layers import Context
from engine.layers.base import Backprop
from engine.layers.dense import Dense
from engine.layers.dropout import Dropout
from engine.layers.product import product
from engine.layers.rows import as_image, as_rows
from engine.random import stream


@wide_form("dense")
def dense(layer: Dense, x: Array, ctx: Context, moment: WideMoment) -> tuple[Array, Backprop]:
    """y[r] = x[r] W[r] + b[r]: one batched matrix product, x (R N, D), W (R, D, M)."""
    W, b, xp = ctx.weights["W"], ctx.weights.get("b"), ctx.xp
    flat = as_rows(x, ctx)
    rows = flat.reshape(moment.runs, -1, flat.shape[-1])
    flat_y = ctx.work("y", (len(flat), W.shape[-1]))
    y = flat_y.reshape(moment.runs, -1, W.shape[-1])
    if rows[0].size * W.shape[-1] <= DIRECT:
        xp.matmul(rows, W, out=y)
    else:
        for one in range(moment.runs):
            product(rows[one], W[one], y[one], ctx)
    if b is not None:
        y += b[:, None]

    def backprop(dy: Array) -> Array:
        by_run = dy.reshape(y.shape)
        ctx.add_gradient(ctx.grads["W"], lambda dW: xp.matmul(rows.swapaxes(1, 2), by_run, out=dW))
        if b is not None:
            ctx.grads["b"][...] += by_run.sum(axis=1)
        if not ctx.wants_dx:
            return dy
        drows = ctx.work("drows", flat.shape)
        xp.matmul(by_run, W.swapaxes(1, 2), out=drows.reshape(rows.shape))
        return as_image(drows, x.shape, ctx)

    return flat_y, backprop


@wide_form("dropout")
def dropout(layer: Dropout, x: Array, ctx: Context, moment: WideMoment) -> tuple[Array, Backprop]:
    """Every run draws the mask it would draw alone, from its own seed and step."""
    xp, n = ctx.xp, x.shape[-2] // moment.runs
    y, mask = ctx.work("y", x.shape), ctx.work("mask", x.shape)
    on = ctx.scratch("on", x.shape, "bool")
    alone = ctx.work("draws", (*x.shape[:-2], n, x.shape[-1]))
    for run, (seed, step) in enumerate(zip(moment.seeds, moment.steps, strict=True)):
        stream(seed, "dropout", step, moment.micro << 16 | ctx.index).random(
            out=alone, dtype=alone.dtype
        )
        mask[..., run * n : (run + 1) * n, :] = alone
    xp.less(mask, layer.keep, out=on)
    xp.multiply(on, xp.asarray(1 / layer.keep, mask.dtype), out=mask)
    xp.multiply(x, mask, out=y)

    def backprop(dy: Array) -> Array:
        dx = ctx.work("dx", y.shape)
        xp.multiply(dy, mask, out=dx)
        return dx

    return y, backprop
