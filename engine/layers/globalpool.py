"""Global average pooling: Lin et al. 2014, https://arxiv.org/abs/1312.4400."""

from __future__ import annotations

from dataclasses import dataclass

from engine.backend import Array
from engine.layers.base import LAYERS, Backprop, Layer, Plan, Shape, count, need_image
from engine.layers.context import Context


@LAYERS.add("globalpool", label=("Global average", "میانگین سراسری"))
@dataclass(frozen=True)
class GlobalPool(Layer):
    """y[n, c] = the mean of x[:, :, n, c]: one number for each map."""

    def build(self, shape: Shape) -> Plan:
        need_image(shape)
        return Plan(output=shape[-1:], work=count(shape) + shape[-1])

    def forward(self, x: Array, ctx: Context) -> tuple[Array, Backprop]:
        xp, (h, w, n, c) = ctx.xp, x.shape
        y = ctx.work("y", (n, c))
        xp.add.reduce(x.reshape(h * w, n, c), axis=0, out=y)
        y /= h * w

        def backprop(dy: Array) -> Array:
            dx, share = ctx.work("dx", x.shape), ctx.scratch("part", dy.shape)
            xp.divide(dy, h * w, out=share)
            dx[...] = share
            return dx

        return y, backprop
