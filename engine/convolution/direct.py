"""The plain reference: one small matrix product for each place of the kernel."""

from __future__ import annotations

from typing import ClassVar

from engine.backend import Array
from engine.convolution.base import CONVOLUTIONS, Convolution, Geometry
from engine.registry import Text


@CONVOLUTIONS.add("direct", label=("Direct", "مستقیم"))
class Direct(Convolution):
    """The formula as it is written; every other algorithm is tested against it."""

    rank: ClassVar[int] = 0
    reason: ClassVar[Text] = (
        "the formula as it is written; slow, used to check the others",
        "همان فرمول به شکلی که نوشته شده؛ کند است و برای سنجش بقیه به کار می‌رود",
    )

    @staticmethod
    def fits(g: Geometry) -> bool:
        return True

    @staticmethod
    def work(g: Geometry) -> int:
        return (g.h + 2 * g.pad) * (g.w + 2 * g.pad) * g.c * 2 + g.out_h * g.out_w * g.f * 2

    def places(self, padded: Array) -> list[tuple[int, int, Array]]:
        """For each place (i, j) of the kernel, what lies under it: (H', W', N, C) views."""
        g = self.g
        down = [slice(i, i + g.stride * (g.out_h - 1) + 1, g.stride) for i in range(g.k)]
        across = [slice(j, j + g.stride * (g.out_w - 1) + 1, g.stride) for j in range(g.k)]
        return [(i, j, padded[down[i], across[j]]) for i in range(g.k) for j in range(g.k)]

    def forward(self, x: Array, W: Array, b: Array | None) -> Array:
        p, self.W = self.g.pad, W
        self.padded = self.xp.pad(x, ((p, p), (p, p), (0, 0), (0, 0)))
        y = sum(under @ W[i, j] for i, j, under in self.places(self.padded))
        return y if b is None else y + b

    def backward(self, dy: Array, dW: Array, db: Array | None) -> Array:
        g, p, W = self.g, self.g.pad, self.W
        dpadded = self.xp.zeros_like(self.padded)
        if self.room.first:
            dW[...] = 0
        for i, j, under in self.places(self.padded):
            dW[i, j] += self.xp.einsum("hwnc,hwnf->cf", under, dy)
        for i, j, dunder in self.places(dpadded):
            dunder[...] += dy @ W[i, j].T
        if db is not None:
            db += dy.sum(axis=(0, 1, 2))
        return self.xp.ascontiguousarray(dpadded[p : p + g.h, p : p + g.w])
