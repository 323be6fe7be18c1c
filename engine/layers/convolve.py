"""Convolution as layers use it: the algorithm is chosen once, by the shape it meets."""

from __future__ import annotations

from engine.backend import Array
from engine.convolution import Convolution, Geometry, choose
from engine.convolution.winograd import FEW
from engine.layers.base import Backprop, Shape
from engine.layers.context import Context

MANY = FEW + 1  # images of a batch: of more, no algorithm asks how many there are


def convolve(x: Array, ctx: Context, size: int, stride: int, pad: int) -> tuple[Array, Backprop]:
    """Outputs (H', W', N, F) of x (H, W, N, C) and weights W (K, K, C, F) and maybe b (F,)."""
    W, b = ctx.weights["W"], ctx.weights.get("b")
    run = _chosen(x.shape, W, ctx, (size, stride, pad))
    y = run.forward(x, W, b)

    def backprop(dy: Array) -> Array:
        return run.backward(dy, ctx.grads["W"], ctx.grads.get("b"))

    return y, backprop


def convolve_frozen(x: Array, ctx: Context, size: int) -> tuple[Array, Backprop]:
    """As `convolve`, stride 1 and no padding, with filters W among the norms: they do not learn."""
    W = ctx.norms["W"]
    run = _chosen(x.shape, W, ctx, (size, 1, 0))
    y = run.forward(x, W, ctx.weights["b"])

    def backprop(dy: Array) -> Array:
        if ctx.wants_dx:
            return run.backward(dy, ctx.scratch("frozen", W.shape), ctx.grads["b"])
        run.add_bias_gradient(dy, ctx.grads["b"])
        return dy

    return y, backprop


def _chosen(shape: Shape, W: Array, ctx: Context, window: tuple[int, int, int]) -> Convolution:
    """The algorithm at work on images (H, W, N, C) under `window`: size, stride, padding.

    Made once.
    """

    def make() -> Convolution:
        h, w, n, c = shape
        g = Geometry(h, w, c, W.shape[-1], *window)
        return choose(g)(g, n, ctx)

    return ctx.once(("convolution", shape, window, min(ctx.images, MANY), ctx.wants_dx), make)
