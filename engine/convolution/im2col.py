"""Convolution as one matrix product a row: any kernel, stride and padding.

What lies under the kernel is written out as the columns of a matrix ("image to columns"),
but only across: because the K rows under a kernel lie one after another in memory, the
matrix of every output row is a view, and a pixel is copied K times instead of K^2.
"""

from __future__ import annotations

from typing import ClassVar

from engine.backend import Array
from engine.blas import equal_parts
from engine.convolution.base import CONVOLUTIONS, Convolution, Geometry, Room
from engine.registry import Text

MOST = 64  # parts of a row


@CONVOLUTIONS.add("im2col", label=("Image to columns", "تصویر به ستون"))
class Im2col(Convolution):
    """y[h] = columns[h].T W with columns[h] (K K C, W' N) and W (K K C, F)."""

    rank: ClassVar[int] = 1
    reason: ClassVar[Text] = (
        "any kernel, stride and padding, as one matrix product a row",
        "برای هر هسته، گام و صفرگذاری: هر سطر یک ضرب ماتریسی",
    )

    @staticmethod
    def fits(g: Geometry) -> bool:
        return True

    @staticmethod
    def work(g: Geometry) -> int:
        columns = (g.h + 2 * g.pad) * g.k * g.c * g.out_w
        padded = (g.h + 2 * g.pad) * (g.w + 2 * g.pad) * g.c
        return 2 * (columns + padded) + g.out_h * g.out_w * g.f

    def __init__(self, g: Geometry, n: int, room: Room) -> None:
        super().__init__(g, n, room)
        tall, wide = g.h + 2 * g.pad, g.w + 2 * g.pad
        self.padded = room.work("padded", (tall, g.c, wide, n))
        self.across = room.work("across", (tall, g.k, g.c, g.out_w, n))
        self.parts = self.equal_parts()
        self.columns = self.windows(self.across)
        self.y = room.work("y", (g.out_h, g.out_w, n, g.f))

    def equal_parts(self) -> int:
        """In how many parts a row is multiplied: few, but such that BLAS copies no operand."""
        width, each = self.g.out_w * self.n, self.g.k**2 * self.g.c * self.g.f
        return equal_parts(width, width * each, MOST)

    def windows(self, across: Array) -> Array:
        """(H', parts, K K C, W' N / parts): for each output row the K rows under it, in parts."""
        g = self.g
        step, item = across.strides[0], across.itemsize
        width = g.out_w * self.n
        shape = (g.out_h, self.parts, g.k * g.k * g.c, width // self.parts)
        strides = (g.stride * step, width // self.parts * item, width * item, item)
        return self.xp.lib.stride_tricks.as_strided(across, shape, strides)

    def shifted(self, padded: Array, j: int) -> Array:
        """Every pixel that kernel column j touches: (H + 2 pad, C, W', N), a view."""
        g = self.g
        return padded[:, :, j : j + g.stride * (g.out_w - 1) + 1 : g.stride]

    def middle(self, padded: Array) -> Array:
        """The image inside its frame of zeros, (H, W, N, C), a view."""
        g = self.g
        inside = padded[g.pad : g.pad + g.h, :, g.pad : g.pad + g.w]
        return inside.transpose(0, 2, 3, 1)

    def forward(self, x: Array, W: Array, b: Array | None) -> Array:
        g, self.W = self.g, W.reshape(-1, self.g.f)
        self.middle(self.padded)[...] = x
        for j in range(g.k):
            self.across[:, j] = self.shifted(self.padded, j)
        y = self.y.reshape(g.out_h, self.parts, -1, g.f)
        self.xp.matmul(self.columns.swapaxes(2, 3), self.W, out=y)
        self.add_bias(self.y, b)
        return self.y

    def backward(self, dy: Array, dW: Array, db: Array | None) -> Array:
        g, xp = self.g, self.xp
        rows = dy.reshape(g.out_h, self.parts, -1, g.f)
        each = self.room.scratch("columns", (g.out_h, self.parts, *self.W.shape))
        xp.matmul(self.columns, rows, out=each)
        self.room.add_gradient(
            dW, lambda total: xp.add.reduce(each, axis=(0, 1), out=total.reshape(self.W.shape))
        )
        self.add_bias_gradient(dy, db)
        return self.input_gradient(dy.reshape(g.out_h, -1, g.f)) if self.room.wants_dx else dy

    def input_gradient(self, rows: Array) -> Array:
        """dx: what `forward` copied several times is added up again, in the same places."""
        g, xp, n = self.g, self.xp, self.n
        dpadded = self.room.work("dpadded", self.padded.shape)
        dacross = self.room.scratch("dacross", self.across.shape)
        each = self.room.scratch("columns", (g.out_h, len(self.W), g.out_w * n))
        xp.matmul(self.W, rows.transpose(0, 2, 1), out=each)
        each = each.reshape(g.out_h, g.k, g.k, g.c, g.out_w, n)
        dacross[...] = 0
        for i in range(g.k):
            dacross[i : i + g.stride * (g.out_h - 1) + 1 : g.stride] += each[:, i]
        dpadded[...] = 0
        for j in range(g.k):
            self.shifted(dpadded, j)[...] += dacross[:, j]
        dx = self.room.work("dx", (g.h, g.w, n, g.c))
        dx[...] = self.middle(dpadded)
        return dx
