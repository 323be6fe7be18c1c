"""From an image to a vector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array
from engine.layers.base import LAYERS, Backprop, Layer, Plan, Shape, count
from engine.layers.context import Context
from engine.layers.rows import as_image, as_rows


@LAYERS.add("flatten", label=("Flatten", "تخت‌کردن"))
@dataclass(frozen=True)
class Flatten(Layer):
    """y[n] = x[:, :, n, :] read row by row: (H, W, N, C) becomes (N, H W C)."""

    reads_rows: ClassVar[bool] = True

    def build(self, shape: Shape) -> Plan:
        return Plan(output=(count(shape),), work=2 * count(shape))

    def forward(self, x: Array, ctx: Context) -> tuple[Array, Backprop]:
        def backprop(dy: Array) -> Array:
            return as_image(dy, x.shape, ctx)

        return as_rows(x, ctx), backprop
