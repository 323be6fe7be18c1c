"""Maxout: Goodfellow et al. 2013, https://arxiv.org/abs/1302.4389."""

from __future__ import annotations

from dataclasses import dataclass

from engine.backend import Array
from engine.layers.base import LAYERS, Backprop, Layer, Misfit, Plan, Shape, count
from engine.layers.context import Context
from engine.schema import integer


@LAYERS.add("maxout", label=("Maxout", "Maxout (بیشینه‌گیر)"))
@dataclass(frozen=True)
class Maxout(Layer):
    """y[..., c] = max of x[..., c P] to x[..., c P + P - 1]; the first of equals wins.

    With the linear layer before it, each unit is the maximum of P linear functions.
    """

    pieces: int = integer(
        2,
        2,
        16,
        label=("Pieces", "شمار تکه‌ها"),
        help=(
            "How many neighbouring channels compete for one output.",
            "چند کانال همسایه برای یک خروجی رقابت می‌کنند.",
        ),
    )

    def build(self, shape: Shape) -> Plan:
        if shape[-1] % self.pieces:
            raise Misfit("pieces", self.pieces, _uneven(shape[-1]))
        return Plan(output=(*shape[:-1], shape[-1] // self.pieces), work=3 * count(shape))

    def forward(self, x: Array, ctx: Context) -> tuple[Array, Backprop]:
        xp, grouped = ctx.xp, (*x.shape[:-1], x.shape[-1] // self.pieces, self.pieces)
        y = ctx.work("y", grouped[:-1])
        winner = ctx.work("winner", y.shape, "int8")
        better = ctx.scratch("better", y.shape, "bool")
        pieces = x.reshape(grouped)
        y[...], winner[...] = pieces[..., 0], 0
        for k in range(1, self.pieces):
            xp.greater(pieces[..., k], y, out=better)
            xp.copyto(winner, xp.int8(k), where=better)
            xp.maximum(pieces[..., k], y, out=y)

        def backprop(dy: Array) -> Array:
            dx = ctx.work("dx", x.shape)
            for k in range(self.pieces):
                xp.equal(winner, k, out=better)
                xp.multiply(dy, better, out=dx.reshape(grouped)[..., k])
            return dx

        return y, backprop


def _uneven(channels: int) -> tuple[str, str]:
    return (
        f"needs a number of channels that {{got}} divides, but {channels} arrive; change "
        "the pieces, or the filters or units of the layer before",
        f"به شماری از کانال‌ها نیاز دارد که بر {{got}} بخش‌پذیر باشد، ولی {channels} کانال "
        "می‌رسد؛ شمار تکه‌ها، یا فیلترها و واحدهای لایهٔ پیشین را تغییر دهید",
    )
