"""The exponential linear unit: Clevert et al. 2016, https://arxiv.org/abs/1511.07289."""

from __future__ import annotations

from dataclasses import dataclass

from engine.backend import Array
from engine.layers.base import LAYERS, Backprop, Layer, Plan, Shape
from engine.layers.context import Context
from engine.layers.elementwise import same_shape
from engine.schema import real


@LAYERS.add("elu", label=("ELU", "واحد خطی نمایی (ELU)"))
@dataclass(frozen=True)
class ELU(Layer):
    """y = x for x > 0 and alpha (e^x - 1) below: dy/dx is 1 or y + alpha."""

    alpha: float = real(
        1,
        0.01,
        10,
        scale="log",
        label=("Depth α", "ژرفای α"),
        help=(
            "The output for very negative inputs is minus this.",
            "خروجی برای ورودی‌های بسیار منفی، قرینهٔ این عدد است.",
        ),
    )

    def build(self, shape: Shape) -> Plan:
        return same_shape(shape)

    def forward(self, x: Array, ctx: Context) -> tuple[Array, Backprop]:
        xp, y, on = ctx.xp, ctx.work("y", x.shape), ctx.work("on", x.shape, "bool")
        xp.greater(x, 0, out=on)
        xp.minimum(x, 0, out=y)  # where e^x would overflow the result is x itself
        xp.expm1(y, out=y)
        y *= self.alpha
        xp.copyto(y, x, where=on)

        def backprop(dy: Array) -> Array:
            dx = ctx.work("dx", y.shape)
            xp.add(y, self.alpha, out=dx)
            dx *= dy
            xp.copyto(dx, dy, where=on)
            return dx

        return y, backprop
