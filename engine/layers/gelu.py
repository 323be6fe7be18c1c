"""The Gaussian error linear unit: Hendrycks & Gimpel 2016, https://arxiv.org/abs/1606.08415."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.backend import Array
from engine.layers.base import LAYERS, Backprop, Layer, Plan, Shape
from engine.layers.context import Context
from engine.layers.elementwise import pieces, same_shape

K, CUBE = math.sqrt(2 / math.pi), 0.044715


@LAYERS.add("gelu", label=("GELU", "واحد خطی خطای گاوسی (GELU)"))
@dataclass(frozen=True)
class GELU(Layer):
    """y = x (1 + tanh u) / 2, u = sqrt(2/pi) (x + 0.044715 x^3): x times about P(z < x), z normal.

    y' = (1 + tanh u) / 2 + x (1 - tanh^2 u) u' / 2. It differs from x P(z < x) by at most 5e-4,
    and tanh takes a fortieth of the time of the error function here.
    """

    def build(self, shape: Shape) -> Plan:
        return same_shape(shape)

    def forward(self, x: Array, ctx: Context) -> tuple[Array, Backprop]:
        xp, y, t = ctx.xp, ctx.work("y", x.shape), ctx.work("tanh", x.shape)
        for at in pieces(x):
            u, out = t[at], y[at]
            xp.multiply(x[at], x[at], out=u)
            u *= K * CUBE
            u += K
            u *= x[at]
            xp.tanh(u, out=u)
            xp.add(u, 1, out=out)
            out *= x[at]
            out *= 0.5

        def backprop(dy: Array) -> Array:
            dx = ctx.work("dx", x.shape)
            for at in pieces(x):
                _slope(x[at], t[at], dx[at], ctx)
                dx[at] *= dy[at]
            return dx

        return y, backprop


def _slope(x: Array, t: Array, out: Array, ctx: Context) -> None:
    """Write ((1 + t) + x (1 - t^2) u') / 2, u' = sqrt(2/pi) (1 + 3 0.044715 x^2)."""
    xp, part = ctx.xp, ctx.scratch("part", x.shape)
    xp.multiply(x, x, out=out)
    out *= 1.5 * K * CUBE
    out += 0.5 * K
    out *= x
    xp.multiply(t, t, out=part)
    xp.subtract(1, part, out=part)
    out *= part
    xp.multiply(t, 0.5, out=part)
    part += 0.5
    out += part
