"""Average pooling: the mean of each window."""

from __future__ import annotations

from dataclasses import dataclass

from engine.backend import Array
from engine.layers.base import LAYERS, Backprop, Layer, Plan, Shape
from engine.layers.context import Context
from engine.layers.windows import Index, places, pooled, window_size, window_stride


@LAYERS.add("avgpool", label=("Average pooling", "ادغام میانگین"))
@dataclass(frozen=True)
class AvgPool(Layer):
    """y = the mean of each window, along rows, then along columns."""

    size: int = window_size()
    stride: int = window_stride()

    def build(self, shape: Shape) -> Plan:
        return pooled(shape, self.size, self.stride)

    def forward(self, x: Array, ctx: Context) -> tuple[Array, Backprop]:
        across = places(x.shape[1], self.size, self.stride, 1)
        down = places(x.shape[0], self.size, self.stride, 0)
        middle, back_across = mean(x, across, ctx.inner("across"))
        y, back_down = mean(middle, down, ctx.inner("down"))
        return y, lambda dy: back_across(back_down(dy))


def mean(x: Array, places: list[Index], ctx: Context) -> tuple[Array, Backprop]:
    """The mean of x[places[0]], x[places[1]], ..., all of one shape."""
    xp, share = ctx.xp, 1 / len(places)
    y = ctx.work("y", x[places[0]].shape)
    xp.copyto(y, x[places[0]])
    for place in places[1:]:
        y += x[place]
    y *= share

    def backprop(dy: Array) -> Array:
        dx, part = ctx.work("dx", x.shape), ctx.scratch("part", dy.shape)
        xp.multiply(dy, share, out=part)
        dx[...] = 0
        for place in places:
            dx[place] += part
        return dx

    return y, backprop
