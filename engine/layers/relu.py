"""The rectified linear unit: Nair & Hinton 2010, https://icml.cc/Conferences/2010/papers/432.pdf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array
from engine.layers.base import LAYERS, Backprop, Layer, Plan, Shape
from engine.layers.context import Context
from engine.layers.elementwise import rectified, same_shape


@LAYERS.add("relu", label=("ReLU", "یکسوساز (ReLU)"))
@dataclass(frozen=True)
class ReLU(Layer):
    """y = max(0, x); the slope at 0 counts as 0."""

    commutes_with_max: ClassVar[bool] = True

    def build(self, shape: Shape) -> Plan:
        return same_shape(shape)

    def forward(self, x: Array, ctx: Context) -> tuple[Array, Backprop]:
        return rectified(x, x if ctx.takes_over else ctx.work("y", x.shape), ctx)
