"""The fully connected layer: every unit sees every input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array
from engine.initializers import INITIALIZERS, Initializer
from engine.layers.base import LAYERS, Backprop, Layer, Plan, Shape, Weight, count
from engine.layers.biases import bias_weight, has_bias
from engine.layers.context import Context
from engine.layers.product import product
from engine.layers.rows import as_image, as_rows
from engine.schema import integer, pick


@LAYERS.add("dense", label=("Fully connected", "کاملاً متصل"))
@dataclass(frozen=True)
class Dense(Layer):
    """y = x W + b, x (N, D), W (D, M), b (M,), y (N, M); an image is read row by row."""

    reads_rows: ClassVar[bool] = True

    units: int = integer(
        10,
        1,
        4096,
        scale="log",
        label=("Units", "شمار واحدها"),
        help=(
            "How many numbers come out; the last layer gives one score a class.",
            "چند عدد بیرون می‌آید؛ لایهٔ آخر برای هر کلاس یک امتیاز می‌دهد.",
        ),
    )
    init: Initializer = pick(
        INITIALIZERS,
        "xavier",
        label=("Starting weights", "وزن‌های آغازین"),
        help=("How the weights are drawn.", "وزن‌ها چگونه برگزیده می‌شوند."),
        advanced=True,
    )

    bias: bool = has_bias()

    def build(self, shape: Shape) -> Plan:
        inputs = count(shape)
        W = Weight("W", (inputs, self.units), "weights", self.init, inputs, self.units)
        return Plan(
            output=(self.units,),
            weights=(W, *bias_weight(self.units, self.bias)),
            work=3 * inputs + 2 * self.units,
            macs=inputs * self.units,
        )

    def forward(self, x: Array, ctx: Context) -> tuple[Array, Backprop]:
        W, rows = ctx.weights["W"], as_rows(x, ctx)
        y = ctx.work("y", (len(rows), self.units))
        product(rows, W, y, ctx)
        if self.bias:
            y += ctx.weights["b"]

        def backprop(dy: Array) -> Array:
            ctx.add_gradient(ctx.grads["W"], lambda dW: ctx.xp.matmul(rows.T, dy, out=dW))
            if self.bias:
                ctx.grads["b"][...] += dy.sum(axis=0)
            if not ctx.wants_dx:
                return dy
            drows = ctx.work("drows", rows.shape)
            ctx.xp.matmul(dy, W.T, out=drows)
            return as_image(drows, x.shape, ctx)

        return y, backprop
