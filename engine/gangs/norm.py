"""Wide batch normalization: every run sees its own batch."""

from __future__ import annotations

from engine.backend import Array
from engine.gangs.wide import WideMoment, wide_form
from engine.layers import Context
from engine.layers.base import Backprop, count
from engine.layers.batchnorm import BatchNorm


@wide_form("batchnorm")
def batchnorm(
    layer: BatchNorm, x: Array, ctx: Context, moment: WideMoment
) -> tuple[Array, Backprop]:
    """As the layer alone, with mean and variance (R, C) over everything but runs and channels."""
    xp, n = ctx.xp, x.shape[-2] // moment.runs
    by_run = (*x.shape[:-2], moment.runs, n, x.shape[-1])
    m = n * count(x.shape[:-2])
    flat_y, centred = ctx.work("y", x.shape), ctx.work("centred", by_run)
    y = flat_y.reshape(by_run)
    var = centre(x.reshape(by_run), centred, y, ctx, layer.momentum)
    inverse = 1 / xp.sqrt(var + layer.eps)
    slope = ctx.weights["gamma"] * inverse if "gamma" in ctx.weights else inverse
    xp.multiply(centred, _along(slope), out=y)
    y += _along(ctx.weights["beta"])

    def backprop(dy: Array) -> Array:
        dx, given = ctx.work("dx", by_run), dy.reshape(by_run)
        xp.multiply(given, centred, out=dx)
        dbeta, dgamma = _sums(given), _sums(dx) * inverse
        ctx.grads["beta"][...] += dbeta
        if "gamma" in ctx.grads:
            ctx.grads["gamma"][...] += dgamma
        xp.multiply(given, _along(slope), out=dx)
        centred[...] *= _along(slope * inverse * dgamma / m)
        xp.subtract(dx, centred, out=dx)
        dx -= _along(slope * dbeta / m)
        return dx.reshape(x.shape)

    return flat_y, backprop


def centre(x: Array, out: Array, squares: Array, ctx: Context, momentum: float) -> Array:
    """Write x - mean of each run's batch to `out`; the variance (R, C), which norms follow."""
    m = x.size // (x.shape[-3] * x.shape[-1])
    mean = _sums(x) / m
    ctx.xp.subtract(x, _along(mean), out=out)
    ctx.xp.multiply(out, out, out=squares)
    var = _sums(squares) / m
    for name, batch in (("mean", mean), ("var", var * (m / max(1, m - 1)))):
        running = ctx.norms[name]
        running *= momentum
        running += (1 - momentum) * batch
    return var


def _sums(values: Array) -> Array:
    """(R, C) of values (..., R, n, C)."""
    images = values.ndim - 2
    return values.sum(axis=(*range(images - 1), images))


def _along(values: Array) -> Array:
    """Values (R, C), lined up with (..., R, n, C)."""
    return values[:, None]
