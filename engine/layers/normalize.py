"""Batch normalization as layers use it: Ioffe & Szegedy 2015, https://arxiv.org/abs/1502.03167."""

from __future__ import annotations

from engine.backend import Array
from engine.layers.base import Backprop, Norm, Weight, count
from engine.layers.context import Context


def norm_weights(c: int, scale: bool = True) -> tuple[Weight, ...]:
    """The scale gamma, where it is learned, and the shift beta of c channels."""
    gamma, beta = Weight("gamma", (c,), "norm", start=1.0), Weight("beta", (c,), "norm")
    return (gamma, beta) if scale else (beta,)


def norm_statistics(c: int) -> tuple[Norm, Norm]:
    """The running mean and variance of c channels."""
    return Norm("mean", (c,)), Norm("var", (c,), start=1.0)


def normalize(x: Array, ctx: Context, momentum: float, eps: float) -> tuple[Array, Backprop]:
    """Compute y = gamma (x - mean) / sqrt(var + eps) + beta, per channel, x (..., C).

    Where the weights hold no gamma it is 1. In training, mean and var are those of the whole
    batch over all shards, and the running ones follow; otherwise the running ones are used.
    """
    y, centred = ctx.work("y", x.shape), ctx.work("centred", x.shape)
    m = ctx.images * count(x.shape[:-2])
    if ctx.training:
        var = centre_on_batch(x, (centred, y), m, ctx, momentum)
    else:
        subtract(x, ctx.norms["mean"], centred, ctx)
        var = ctx.norms["var"]
    inverse = 1 / ctx.xp.sqrt(var + eps)
    slope = inverse * ctx.weights["gamma"] if "gamma" in ctx.weights else inverse
    scale(centred, slope, y, ctx)
    add(ctx.weights["beta"], y, ctx)

    def backprop(dy: Array) -> Array:
        dx = ctx.work("dx", x.shape)
        ctx.xp.multiply(dy, centred, out=dx)
        dbeta, dgamma = channel_sums(dy, ctx), channel_sums(dx, ctx) * inverse
        ctx.grads["beta"][...] += dbeta
        if "gamma" in ctx.grads:
            ctx.grads["gamma"][...] += dgamma
        scale(dy, slope, dx, ctx)
        if ctx.training:  # dx = slope (dy - mean(dy) - xhat mean(dy xhat)), xhat = centred inverse
            dbeta, dgamma = ctx.total(ctx.xp.stack([dbeta, dgamma])) / m
            scale(centred, slope * inverse * dgamma, centred, ctx)
            dx -= centred
            add(-slope * dbeta, dx, ctx)
        return dx

    return y, backprop


def centre_on_batch(
    x: Array, out: tuple[Array, Array], m: int, ctx: Context, momentum: float
) -> Array:
    """Write x - mean of the batch, and its square, into `out`; the variance of the batch (C,).

    m is how many numbers each channel has in the whole batch.
    """
    centred, squares = out
    mean = ctx.total(channel_sums(x, ctx)) / m
    subtract(x, mean, centred, ctx)
    ctx.xp.multiply(centred, centred, out=squares)
    var = ctx.total(channel_sums(squares, ctx)) / m
    follow(ctx, mean, var * (m / max(1, m - 1)), momentum)
    return var


def follow(ctx: Context, mean: Array, var: Array, momentum: float) -> None:
    """Follow: running <- momentum running + (1 - momentum) batch; one shard writes for all."""
    if ctx.leads:
        for name, batch in (("mean", mean), ("var", var)):
            running = ctx.norms[name]
            running *= momentum
            running += (1 - momentum) * batch


def channel_sums(x: Array, ctx: Context) -> Array:
    """Sums of x (..., C) over everything but the channels (C,): along rows first."""
    row = ctx.scratch("row", x.shape[1:])
    ctx.xp.add.reduce(x, axis=0, out=row)
    return row.reshape(-1, x.shape[-1]).sum(axis=0)


def _row(values: Array, x: Array, ctx: Context) -> Array:
    """The values (C,) repeated to a row of x: short inner loops would be slow."""
    row = ctx.scratch("row", x.shape[1:])
    row[...] = values
    return row


def subtract(x: Array, values: Array, out: Array, ctx: Context) -> None:
    """Compute x - values, by channel."""
    ctx.xp.subtract(x, _row(values, x, ctx), out=out)


def scale(x: Array, values: Array, out: Array, ctx: Context) -> None:
    """Compute x times values, by channel."""
    ctx.xp.multiply(x, _row(values, x, ctx), out=out)


def add(values: Array, x: Array, ctx: Context) -> None:
    """Add values to x, by channel."""
    x += _row(values, x, ctx)
