"""Convolution with a stride as one matrix product: what lies under each output, side by side.

A stride of S leaves few outputs, so that writing out all K^2 pixels under each costs only
(K / S)^2 copies of the image; `im2col` saves copies where outputs are dense.
"""

from __future__ import annotations

from typing import ClassVar

from engine.backend import Array
from engine.convolution.base import CONVOLUTIONS, Convolution, Geometry, Room
from engine.registry import Text

CACHED = 1 << 18  # numbers: what is written out at a time stays in a core's own cache


@CONVOLUTIONS.add("patches", label=("Patches", "تکه‌ها"))
class Patches(Convolution):
    """y = patches W with patches (W' N, K K C) and W (K K C, F), a few output rows at a time."""

    rank: ClassVar[int] = 2
    reason: ClassVar[Text] = (
        "a stride leaves few outputs: what lies under each is copied, then one matrix product",
        "گام بزرگ خروجی‌ها را کم می‌کند: زیر هر خروجی رونویسی می‌شود و سپس یک ضرب ماتریسی",
    )

    @staticmethod
    def fits(g: Geometry) -> bool:
        return 1 < g.stride <= g.k and g.c >= 8

    @staticmethod
    def work(g: Geometry) -> int:
        padded = (g.h + 2 * g.pad) * (g.w + 2 * g.pad) * g.c
        return 2 * padded + g.out_w * g.k**2 * g.c + g.out_h * g.out_w * g.f + g.h * g.w * g.c

    def __init__(self, g: Geometry, n: int, room: Room) -> None:
        super().__init__(g, n, room)
        self.padded = room.work("padded", (g.h + 2 * g.pad, g.w + 2 * g.pad, n, g.c))
        self.y = room.work("y", (g.out_h, g.out_w, n, g.f))
        rows = max(1, CACHED // (g.out_w * n * g.k**2 * g.c))
        tops = range(0, g.out_h, rows)
        self.strips = [slice(top, min(top + rows, g.out_h)) for top in tops]

    def middle(self, padded: Array) -> Array:
        """The image inside its frame of zeros, a view."""
        g = self.g
        return padded[g.pad : g.pad + g.h, g.pad : g.pad + g.w]

    def under(self, padded: Array) -> Array:
        """(H', W', N, K, K, C): what lies under each output, a view."""
        g, (row, column, image, item) = self.g, padded.strides
        shape = (g.out_h, g.out_w, self.n, g.k, g.k, g.c)
        strides = (g.stride * row, g.stride * column, image, row, column, item)
        return self.xp.lib.stride_tricks.as_strided(padded, shape, strides)

    def patches(self, strip: slice) -> Array:
        """The patches of some output rows, one a row (rows W' N, K K C)."""
        under = self.under(self.padded)[strip]
        written = self.room.scratch("columns", under.shape)
        written[...] = under
        return written.reshape(-1, self.g.k**2 * self.g.c)

    def forward(self, x: Array, W: Array, b: Array | None) -> Array:
        g, self.W = self.g, W.reshape(-1, self.g.f)
        self.middle(self.padded)[...] = x
        for strip in self.strips:
            self.xp.matmul(self.patches(strip), self.W, out=self.y[strip].reshape(-1, g.f))
        self.add_bias(self.y, b)
        return self.y

    def backward(self, dy: Array, dW: Array, db: Array | None) -> Array:
        g, xp = self.g, self.xp
        part = self.room.scratch("dW", self.W.shape)
        dpadded = self.room.work("dpadded", self.padded.shape)
        dpadded[...] = 0
        if self.room.first:
            dW[...] = 0
        for strip in self.strips:
            rows = dy[strip].reshape(-1, g.f)
            xp.matmul(self.patches(strip).T, rows, out=part)
            dW += part.reshape(dW.shape)
            if self.room.wants_dx:
                self.add_back(rows, strip, dpadded)
        self.add_bias_gradient(dy, db)
        if not self.room.wants_dx:
            return dy
        dx = self.room.work("dx", (g.h, g.w, self.n, g.c))
        dx[...] = self.middle(dpadded)
        return dx

    def add_back(self, rows: Array, strip: slice, dpadded: Array) -> None:
        """Add dpatches = dy W^T to the places the patches were copied from."""
        g = self.g
        under = self.under(dpadded)[strip]
        dpatches = self.room.scratch("columns", under.shape)
        self.xp.matmul(rows, self.W.T, out=dpatches.reshape(len(rows), -1))
        for i in range(g.k):
            for j in range(g.k):
                under[:, :, :, i, j] += dpatches[:, :, :, i, j]
