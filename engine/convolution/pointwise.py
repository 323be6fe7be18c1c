"""Convolution with a 1x1 kernel: a matrix product over channels, nothing else."""

from __future__ import annotations

from typing import ClassVar

from engine.backend import Array
from engine.convolution.base import CONVOLUTIONS, Convolution, Geometry, Room
from engine.registry import Text


@CONVOLUTIONS.add("pointwise", label=("Pointwise", "نقطه‌ای"))
class Pointwise(Convolution):
    """y = x W for every pixel the stride lands on, x (N, C), W (C, F)."""

    rank: ClassVar[int] = 2
    reason: ClassVar[Text] = (
        "a 1×1 kernel mixes channels only: one matrix product a row",
        "هستهٔ 1×1 تنها کانال‌ها را می‌آمیزد: هر سطر یک ضرب ماتریسی",
    )

    @staticmethod
    def fits(g: Geometry) -> bool:
        return g.k == 1 and g.pad == 0

    @staticmethod
    def work(g: Geometry) -> int:
        return g.out_h * g.out_w * (g.c + g.f) + g.h * g.w * g.c

    def __init__(self, g: Geometry, n: int, room: Room) -> None:
        super().__init__(g, n, room)
        self.x = room.work("x", (g.out_h, g.out_w, n, g.c))
        self.y = room.work("y", (g.out_h, g.out_w, n, g.f))

    def forward(self, x: Array, W: Array, b: Array | None) -> Array:
        g, self.W = self.g, W.reshape(self.g.c, self.g.f)
        self.x[...] = x[:: g.stride, :: g.stride]
        rows = self.y.reshape(g.out_h, -1, g.f)
        self.xp.matmul(self.x.reshape(g.out_h, -1, g.c), self.W, out=rows)
        self.add_bias(self.y, b)
        return self.y

    def backward(self, dy: Array, dW: Array, db: Array | None) -> Array:
        g, xp = self.g, self.xp
        rows = dy.reshape(-1, g.f)
        columns = self.x.reshape(-1, g.c).T
        self.room.add_gradient(
            dW, lambda total: xp.matmul(columns, rows, out=total.reshape(self.W.shape))
        )
        self.add_bias_gradient(dy, db)
        return self.input_gradient(rows) if self.room.wants_dx else dy

    def input_gradient(self, rows: Array) -> Array:
        """dx: pixels the stride passed over keep the 0 they got when the array was made."""
        g = self.g
        dx = self.room.work("dx", (g.h, g.w, self.n, g.c))
        part = self.room.scratch("columns", self.x.shape)
        self.xp.matmul(rows, self.W.T, out=part.reshape(-1, g.c))
        dx[:: g.stride, :: g.stride] = part
        return dx
