"""The hyperbolic tangent."""

from __future__ import annotations

from dataclasses import dataclass

from engine.backend import Array
from engine.layers.base import LAYERS, Backprop, Layer, Plan, Shape
from engine.layers.context import Context
from engine.layers.elementwise import same_shape


@LAYERS.add("tanh", label=("Tanh", "تانژانت هایپربولیک"))
@dataclass(frozen=True)
class Tanh(Layer):
    """y = tanh x; y' = 1 - y^2."""

    def build(self, shape: Shape) -> Plan:
        return same_shape(shape)

    def forward(self, x: Array, ctx: Context) -> tuple[Array, Backprop]:
        xp, y = ctx.xp, ctx.work("y", x.shape)
        xp.tanh(x, out=y)

        def backprop(dy: Array) -> Array:
            dx = ctx.work("dx", y.shape)
            xp.multiply(y, y, out=dx)
            xp.subtract(1, dx, out=dx)
            dx *= dy
            return dx

        return y, backprop
