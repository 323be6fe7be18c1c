"""Max pooling: the strongest answer in each window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array
from engine.layers.base import LAYERS, Backprop, Layer, Plan, Shape
from engine.layers.context import Context
from engine.layers.windows import Index, places, pooled, window_size, window_stride


@LAYERS.add("maxpool", label=("Max pooling", "ادغام بیشینه"))
@dataclass(frozen=True)
class MaxPool(Layer):
    """y = the maximum of each window, down its columns, then across.

    The gradient goes to the winner; the first of equals wins, read column by column as in
    ConvNetJS (down first is faster: rows lie in one piece).
    """

    takes_max: ClassVar[bool] = True
    lets_go: ClassVar[bool] = True

    size: int = window_size()
    stride: int = window_stride()

    def build(self, shape: Shape) -> Plan:
        return pooled(shape, self.size, self.stride)

    def forward(self, x: Array, ctx: Context) -> tuple[Array, Backprop]:
        across = places(x.shape[1], self.size, self.stride, 1)
        down = places(x.shape[0], self.size, self.stride, 0)
        apart = self.stride >= self.size
        middle, back_down = strongest(x, down, apart, ctx.inner("down"))
        y, back_across = strongest(middle, across, apart, ctx.inner("across"))
        return y, lambda dy: back_down(back_across(dy))


def strongest(x: Array, places: list[Index], apart: bool, ctx: Context) -> tuple[Array, Backprop]:
    """The maximum of x[places[0]], x[places[1]], ..., all of one shape.

    Found by one comparison after another; the gradient goes the same way back and each
    newcomer that won takes it. Where places are `apart` no number lies in two of them.
    """
    xp, shape = ctx.xp, x[places[0]].shape
    y, won = ctx.work("y", shape), ctx.work("won", (len(places), *shape), "bool")
    best = x[places[0]]
    for k, place in enumerate(places[1:], 1):
        xp.greater(x[place], best, out=won[k])
        best = xp.maximum(best, x[place], out=y)

    def backprop(dy: Array) -> Array:
        dx, rest = ctx.work("dx", x.shape), dy
        left, part = ctx.scratch("left", shape), rest
        if not apart:
            part = ctx.scratch("part", shape)
            dx[...] = 0
        for k in range(len(places) - 1, 0, -1):
            taken = dx[places[k]] if apart else part
            xp.multiply(rest, won[k], out=taken)
            last = dx[places[0]] if apart and k == 1 else left
            rest = xp.subtract(rest, taken, out=last)
            if not apart:
                dx[places[k]] += part
        if not apart:
            dx[places[0]] += rest
        return dx

    return y, backprop
