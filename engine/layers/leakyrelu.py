"""Leaky ReLU: Maas et al. 2013, https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf."""

from __future__ import annotations

from dataclasses import dataclass

from engine.backend import Array
from engine.layers.base import LAYERS, Backprop, Layer, Plan, Shape
from engine.layers.context import Context
from engine.layers.elementwise import same_shape
from engine.schema import real


@LAYERS.add("leakyrelu", label=("Leaky ReLU", "ReLU نشتی"))
@dataclass(frozen=True)
class LeakyReLU(Layer):
    """y = max(a x, x), a < 1: a unit that is off still learns a little."""

    slope: float = real(
        0.01,
        0,
        0.99,
        label=("Slope below 0", "شیب زیر صفر"),
        help=(
            "The share of a negative input that leaks through.",
            "سهمی از ورودی منفی که عبور می‌کند.",
        ),
    )

    def build(self, shape: Shape) -> Plan:
        return same_shape(shape)

    def forward(self, x: Array, ctx: Context) -> tuple[Array, Backprop]:
        y = ctx.work("y", x.shape)
        ctx.xp.multiply(x, self.slope, out=y)
        ctx.xp.maximum(y, x, out=y)

        def backprop(dy: Array) -> Array:
            on = ctx.scratch("on", y.shape, "bool")
            dx = ctx.work("dx", y.shape)
            ctx.xp.greater(y, 0, out=on)
            ctx.xp.multiply(on, ctx.xp.asarray(1 - self.slope, dx.dtype), out=dx)
            dx += self.slope
            dx *= dy
            return dx

        return y, backprop
