"""SiLU, or Swish: Hendrycks & Gimpel 2016; Ramachandran et al. 2017, https://arxiv.org/abs/1710.05941."""

from __future__ import annotations

from dataclasses import dataclass

from engine.backend import Array
from engine.layers.base import LAYERS, Backprop, Layer, Plan, Shape
from engine.layers.context import Context
from engine.layers.elementwise import pieces, same_shape


@LAYERS.add("silu", label=("SiLU (Swish)", "واحد خطی سیگموید (SiLU)"))
@dataclass(frozen=True)
class SiLU(Layer):
    """y = x s, s = 1 / (1 + e^-x) = (1 + tanh(x/2)) / 2; y' = s + y (1 - s)."""

    def build(self, shape: Shape) -> Plan:
        return same_shape(shape)

    def forward(self, x: Array, ctx: Context) -> tuple[Array, Backprop]:
        xp, y, s = ctx.xp, ctx.work("y", x.shape), ctx.work("sigmoid", x.shape)
        for at in pieces(x):
            share = s[at]
            xp.multiply(x[at], 0.5, out=share)
            xp.tanh(share, out=share)
            share += 1
            share *= 0.5
            xp.multiply(x[at], share, out=y[at])

        def backprop(dy: Array) -> Array:
            dx = ctx.work("dx", x.shape)
            for at in pieces(x):
                out = dx[at]
                xp.subtract(1, s[at], out=out)
                out *= y[at]
                out += s[at]
                out *= dy[at]
            return dx

        return y, backprop
