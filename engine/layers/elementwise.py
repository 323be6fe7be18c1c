"""What all activation functions share: the same shape out as in, one number at a time."""

from __future__ import annotations

from collections.abc import Iterator

from engine.backend import Array
from engine.layers.base import Backprop, Plan, Shape, count
from engine.layers.context import Context

PIECE = 1 << 16  # numbers: what a function passes over ten times stays in a core's own cache


def same_shape(shape: Shape) -> Plan:
    """The plan of a function of single numbers."""
    return Plan(output=shape, work=3 * count(shape))


def zeros(x: Array, ctx: Context) -> Array:
    """Zeros that broadcast against x: an array of one row is faster than the number 0."""
    return ctx.work("zeros", x.shape[1:])


def rectified(x: Array, y: Array, ctx: Context) -> tuple[Array, Backprop]:
    """Write y = max(0, x), where y may be x itself."""
    none = zeros(x, ctx)
    ctx.xp.maximum(x, none, out=y)

    def backprop(dy: Array) -> Array:
        on = ctx.scratch("on", y.shape, "bool")
        ctx.xp.greater(y, none, out=on)
        dy *= on
        return dy

    return y, backprop


def pieces(x: Array) -> Iterator[slice]:
    """Slices along the first side of x, each of about `PIECE` numbers."""
    step = max(1, PIECE // max(1, count(x.shape[1:])))
    return (slice(at, at + step) for at in range(0, len(x), step))
