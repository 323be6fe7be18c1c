"""The logistic function."""

from __future__ import annotations

from dataclasses import dataclass

from engine.backend import Array
from engine.layers.base import LAYERS, Backprop, Layer, Plan, Shape
from engine.layers.context import Context
from engine.layers.elementwise import same_shape


@LAYERS.add("sigmoid", label=("Sigmoid", "سیگموید"))
@dataclass(frozen=True)
class Sigmoid(Layer):
    """y = 1 / (1 + e^-x) = (1 + tanh(x/2)) / 2, which never overflows; y' = y (1 - y)."""

    def build(self, shape: Shape) -> Plan:
        return same_shape(shape)

    def forward(self, x: Array, ctx: Context) -> tuple[Array, Backprop]:
        xp, y = ctx.xp, ctx.work("y", x.shape)
        xp.multiply(x, 0.5, out=y)
        xp.tanh(y, out=y)
        y += 1
        y *= 0.5

        def backprop(dy: Array) -> Array:
            dx = ctx.work("dx", y.shape)
            xp.subtract(1, y, out=dx)
            dx *= y
            dx *= dy
            return dx

        return y, backprop
