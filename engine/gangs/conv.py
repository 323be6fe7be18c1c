"""Wide convolution: what lies under each output, copied side by side, then one batched product."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.backend import Array
from engine.convolution import Geometry
from engine.convolution.patches import CACHED
from engine.gangs.wide import WideMoment, wide_form
from engine.layers import Context
from engine.layers.base import Backprop
from engine.layers.conv import Conv


class Unfolded:
    """Patches (R, rows W' N, K K C) of padded images, a strip of output rows at a time."""

    def __init__(self, g: Geometry, runs: int, n: int, ctx: Context) -> None:
        self.g, self.runs, self.n, self.ctx = g, runs, n, ctx
        self.shape = (g.h + 2 * g.pad, g.w + 2 * g.pad, runs * n, g.c)
        self.under = g.k * g.k * g.c

    def strips(self) -> Iterator[slice]:
        """Output rows whose patches stay in a cache, at least one."""
        g = self.g
        rows = max(1, CACHED // (g.out_w * self.runs * self.n * self.under))
        for top in range(0, g.out_h, rows):
            yield slice(top, min(top + rows, g.out_h))

    def middle(self, padded: Array) -> Array:
        """The images inside their frame of zeros, a view."""
        g = self.g
        return padded[g.pad : g.pad + g.h, g.pad : g.pad + g.w]

    def windows(self, padded: Array, strip: slice) -> Array:
        """(R, rows, W', N, K, K, C), a view."""
        g, (row, column, image, item) = self.g, padded.strides
        shape = (g.out_h, g.out_w, self.runs, self.n, g.k, g.k, g.c)
        steps = (g.stride * row, g.stride * column, self.n * image, image, row, column, item)
        found = np.lib.stride_tricks.as_strided(padded, shape, steps)[strip]
        return found.transpose(2, 0, 1, 3, 4, 5, 6)

    def patches(self, padded: Array, strip: slice) -> Array:
        """Those windows, one a row of a matrix for every run."""
        windows = self.windows(padded, strip)
        written = self.ctx.scratch("columns", windows.shape)
        written[...] = windows
        return written.reshape(self.runs, -1, self.under)

    def by_run(self, y: Array, strip: slice) -> Array:
        """Some rows of y (H', W', R N, F) as (R, rows, W', N, F), a view."""
        h, w, _, f = y[strip].shape
        return y[strip].reshape(h, w, self.runs, self.n, f).transpose(2, 0, 1, 3, 4)

    def add_back(self, dpatches: Array, dpadded: Array, strip: slice) -> None:
        """Add what belongs to each patch to the places it was copied from."""
        into = self.windows(dpadded, strip)
        parts = dpatches.reshape(into.shape)
        for i in range(self.g.k):
            for j in range(self.g.k):
                into[..., i, j, :] += parts[..., i, j, :]


@wide_form("conv")
def conv(layer: Conv, x: Array, ctx: Context, moment: WideMoment) -> tuple[Array, Backprop]:
    """y[r] = patches[r] W[r] + b[r], x (H, W, R N, C), W (R, K, K, C, F)."""
    W, b, (h, w, images, c) = ctx.weights["W"], ctx.weights.get("b"), x.shape
    g = Geometry(h, w, c, W.shape[-1], layer.size, layer.stride, layer.pad)
    un = Unfolded(g, moment.runs, images // moment.runs, ctx)
    kernels = W.reshape(moment.runs, un.under, g.f)
    padded, y = ctx.work("padded", un.shape), ctx.work("y", (g.out_h, g.out_w, images, g.f))
    un.middle(padded)[...] = x
    for strip in un.strips():
        into = un.by_run(y, strip)
        found = np.matmul(un.patches(padded, strip), kernels)
        into[...] = found.reshape(into.shape)
        if b is not None:
            into += b[:, None, None, None]
    return y, lambda dy: _backward(un, dy, padded, kernels)


def _backward(un: Unfolded, dy: Array, padded: Array, kernels: Array) -> Array:
    """Write or add to the gradient of W, add to that of b; dx, or dy where nobody wants it."""
    ctx, g = un.ctx, un.g
    dW, db = ctx.grads["W"].reshape(kernels.shape), ctx.grads.get("b")
    dpadded = ctx.work("dpadded", un.shape)
    dpadded[...] = 0
    if ctx.first:
        dW[...] = 0
    for strip in un.strips():
        rows = np.ascontiguousarray(un.by_run(dy, strip))
        if db is not None:
            db += rows.sum(axis=(1, 2, 3))
        rows = rows.reshape(un.runs, -1, g.f)
        dW += np.matmul(un.patches(padded, strip).swapaxes(1, 2), rows)
        if ctx.wants_dx:
            un.add_back(np.matmul(rows, kernels.swapaxes(1, 2)), dpadded, strip)
    if not ctx.wants_dx:
        return dy
    dx = ctx.work("dx", (g.h, g.w, un.runs * un.n, g.c))
    dx[...] = un.middle(dpadded)
    return dx
