"""Convolution as layers use it: the algorithm is chosen once, by the shape it meets."""

from __future__ import annotations

from engine.backend import Array
from engine.convolution import Convolution, Geometry, choose
from engine.convolution.winograd import FEW
from engine.layers.base import Backprop
from engine.layers.context import Context

MANY = FEW + 1  # images of a batch: of more, no algorithm asks how many there are


def convolve(x: Array, ctx: Context, size: int, stride: int, pad: int) -> tuple[Array, Backprop]:
    """Outputs (H', W', N, F) of x (H, W, N, C) and weights W (K, K, C, F) and maybe b (F,)."""
    h, w, n, c = x.shape
    g = Geometry(h, w, c, ctx.weights["W"].shape[-1], size, stride, pad)
    run = _chosen(g, n, ctx)
    y = run.forward(x, ctx.weights["W"], ctx.weights.get("b"))

    def backprop(dy: Array) -> Array:
        return run.backward(dy, ctx.grads["W"], ctx.grads.get("b"))

    return y, backprop


def convolve_frozen(x: Array, ctx: Context, size: int) -> tuple[Array, Backprop]:
    """As `convolve`, stride 1 and no padding, with filters W among the norms: they do not learn."""
    h, w, n, c = x.shape
    W = ctx.norms["W"]
    g = Geometry(h, w, c, W.shape[-1], size)
    run = _chosen(g, n, ctx)
    y = run.forward(x, W, ctx.weights["b"])

    def backprop(dy: Array) -> Array:
        if ctx.wants_dx:
            return run.backward(dy, ctx.scratch("frozen", W.shape), ctx.grads["b"])
        run.add_bias_gradient(dy, ctx.grads["b"])
        return dy

    return y, backprop


def _chosen(g: Geometry, n: int, ctx: Context) -> Convolution:
    """The algorithm at work on n images of the layer, made once."""
    key = ("convolution", g, n, min(ctx.images, MANY), ctx.wants_dx)
    return ctx.once(key, lambda: choose(g)(g, n, ctx))
