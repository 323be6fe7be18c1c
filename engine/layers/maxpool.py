"""Max pooling: the strongest answer in each window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array
from engine.layers.base import LAYERS, Backprop, Layer, Plan, Shape
from engine.layers.context import Context
from engine.layers.windows import Index, places, pooled, window_size, window_stride
from engine.steps import Step, copied, take


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
        middle, back_down = self.strongest(x, 0, ctx.inner("down"))
        y, back_across = self.strongest(middle, 1, ctx.inner("across"))
        return y, lambda dy: back_down(back_across(dy))

    def strongest(self, x: Array, axis: int, ctx: Context) -> tuple[Array, Backprop]:
        """The maximum in each window of rows (axis 0) or columns (1).

        Found by one comparison after another; the gradient goes the same way back and each
        newcomer that won takes it.
        """

        def windows() -> list[Index]:
            return places(x.shape[axis], self.size, self.stride, axis)

        y, won, steps = ctx.prepared("found", lambda: found(x, windows(), ctx), x)
        take(steps)

        def backprop(dy: Array) -> Array:
            dx = ctx.work("dx", x.shape)
            give = given_apart if self.stride >= self.size else given
            take(ctx.prepared("given", lambda: give(dy, won, dx, windows(), ctx), dy))
            return dx

        return y, backprop


def found(x: Array, places: list[Index], ctx: Context) -> tuple[Array, Array, list[Step]]:
    """The maximum of x[places[0]], x[places[1]], ..., which newcomers won, and what finds both."""
    xp, shape, best = ctx.xp, x[places[0]].shape, x[places[0]]
    y, won = ctx.work("y", shape), ctx.work("won", (len(places), *shape), "bool")
    steps: list[Step] = []
    for k, place in enumerate(places[1:], 1):
        steps.append((xp.greater, x[place], best, won[k]))
        steps.append((xp.maximum, best, x[place], y))
        best = y
    return y, won, steps


def given(dy: Array, won: Array, dx: Array, places: list[Index], ctx: Context) -> list[Step]:
    """What gives dy to the winners, where a number of dx may lie in several windows."""
    xp, rest = ctx.xp, dy
    left, part = ctx.scratch("left", dy.shape), ctx.scratch("part", dy.shape)
    steps: list[Step] = [(copied, 0, dx)]
    for k in range(len(places) - 1, 0, -1):
        steps.append((xp.multiply, rest, won[k], part))
        steps.append((xp.subtract, rest, part, left))
        steps.append((xp.add, dx[places[k]], part, dx[places[k]]))
        rest = left
    return [*steps, (xp.add, dx[places[0]], rest, dx[places[0]])]


def given_apart(dy: Array, won: Array, dx: Array, places: list[Index], ctx: Context) -> list[Step]:
    """As `given`, where no number lies in two windows; what lies in none stays 0."""
    xp, rest, steps = ctx.xp, dy, list[Step]()
    for k in range(len(places) - 1, 0, -1):
        left = ctx.scratch("left", dy.shape) if k > 1 else dx[places[0]]
        steps.append((xp.multiply, rest, won[k], dx[places[k]]))
        steps.append((xp.subtract, rest, dx[places[k]], left))
        rest = left
    return steps
