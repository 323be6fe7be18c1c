"""Dropout: Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html; inverted."""

from __future__ import annotations

from dataclasses import dataclass

from engine.backend import Array
from engine.layers.base import LAYERS, Backprop, Layer, Plan, Shape
from engine.layers.context import Context
from engine.layers.elementwise import same_shape
from engine.schema import real


@LAYERS.add("dropout", label=("Dropout", "حذف تصادفی"))
@dataclass(frozen=True)
class Dropout(Layer):
    """y = x mask / p, where mask is 1 with probability p; nothing happens outside training."""

    keep: float = real(
        0.5,
        0.05,
        1,
        label=("Keep probability p", "احتمال نگه‌داشتن p"),
        help=(
            "The probability of keeping a number, not of dropping it.",
            "احتمال نگه‌داشتن هر عدد، نه احتمال حذف آن.",
        ),
        live=True,
    )

    def build(self, shape: Shape) -> Plan:
        return same_shape(shape)

    def forward(self, x: Array, ctx: Context) -> tuple[Array, Backprop]:
        y = ctx.work("y", x.shape)
        if not ctx.training:
            y[...] = x
            return y, lambda dy: dy
        xp = ctx.xp
        mask, on = ctx.work("mask", x.shape), ctx.scratch("on", x.shape, "bool")
        ctx.rng.random(out=mask, dtype=mask.dtype)
        xp.less(mask, self.keep, out=on)
        xp.multiply(on, xp.asarray(1 / self.keep, mask.dtype), out=mask)
        xp.multiply(x, mask, out=y)

        def backprop(dy: Array) -> Array:
            dx = ctx.work("dx", y.shape)
            xp.multiply(dy, mask, out=dx)
            return dx

        return y, backprop
