"""Convolution as matrix products: what lies under the filters is written out, part by part.

One product serves all runs, which is why many small runs are learned this way (library.py says why
not by cuDNN). It has a price, counted, not measured: of the 5.5 GB that a step of 32 small ConvNets
moves at batch 64 in float16, 4.6 are columns written and read, so memory bounds the gain of a gang
(engine/gpu/cost.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from engine.convolution import Geometry
from engine.gpu.buffers import View
from engine.gpu.convolution.base import WAYS, Means, Way
from engine.gpu.products import multiply
from engine.registry import Text


@WAYS.add("columns", label=("Columns and products", "ستون‌ها و ضرب ماتریسی"))
class Columns(Way):
    """y = columns W with columns (N H' W', K K C) and W (K K C, F)."""

    rank: ClassVar[int] = 1
    reason: ClassVar[Text] = (
        "any shape, and any number of runs in one product: what lies under each filter is copied",
        "برای هر شکل و هر شمار اجرا در یک ضرب: آنچه زیر هر فیلتر است رونویسی می‌شود",
    )

    @staticmethod
    def fits(g: Geometry, runs: int, means: Means) -> bool:
        return True

    @property
    def depth(self) -> int:
        """K K C, the length of a row of columns."""
        return self.g.k**2 * self.g.c

    def forward(self, x: View, W: View, b: View | None = None) -> View:
        g, weights = self.g, self._matrix(W)
        y = self.site.make("y", (x.runs, x.shape[1], g.out_h, g.out_w, g.f))
        for first, count, rows in self._parts(x, "columns"):
            multiply(self.site, rows, weights, self._rows(y, first, count, g.f))
        return y

    def dx(self, dy: View, W: View) -> View:
        g, weights, images = self.g, self._matrix(W), dy.shape[1]
        dx = self.site.make("dx", (dy.runs, images, g.h, g.w, g.c))
        for first, count in self._shares(dy.runs, images):
            slopes = self._rows(dy, first, count, g.f)
            if self._is_matrix:
                multiply(self.site, slopes, weights, self._rows(dx, first, count, g.c), turn="b")
                continue
            rows = self._room("dcolumns", dy.runs, count)
            multiply(self.site, slopes, weights, rows, turn="b")
            self._move("col2im", rows, self._images(dx, first, count), count)
        return dx

    def dw(self, x: View, dy: View, dW: View) -> None:
        to = self._matrix(dW)
        for first, count, rows in self._parts(x, "columns again"):
            slopes = self._rows(dy, first, count, self.g.f)
            multiply(self.site, rows, slopes, to, turn="a", add=first > 0)

    def _parts(self, x: View, name: str) -> Iterator[tuple[int, int, View]]:
        """First image, how many, and their columns (R, count H' W', K K C)."""
        for first, count in self._shares(x.runs, x.shape[1]):
            if self._is_matrix:
                yield first, count, self._rows(x, first, count, self.g.c)
                continue
            rows = self._room(name, x.runs, count)
            self._move("im2col", self._images(x, first, count), rows, count)
            yield first, count, rows

    @property
    def _is_matrix(self) -> bool:
        """Whether x is its own columns."""
        return (self.g.k, self.g.stride, self.g.pad) == (1, 1, 0)

    def _shares(self, runs: int, images: int) -> Iterator[tuple[int, int]]:
        """Nearly equal shares of the images whose columns have room."""
        numbers = runs * self.g.out_h * self.g.out_w * self.depth
        most = images if self._is_matrix else max(1, self.means.columns // numbers)
        count = -(-images // -(-images // most))
        for first in range(0, images, count):
            yield first, min(count, images - first)

    def _room(self, name: str, runs: int, count: int) -> View:
        return self.site.make(name, (runs, count * self.g.out_h * self.g.out_w, self.depth))

    def _images(self, x: View, first: int, count: int) -> View:
        """Some images of every run."""
        shape = x.shape[2:]
        return x.part(first * x.per_run // x.shape[1], (count, *shape))

    def _rows(self, x: View, first: int, count: int, channels: int) -> View:
        """Some images of every run as a matrix (R, count H W, channels)."""
        part = self._images(x, first, count)
        return part.reshape(x.runs, part.per_run // channels, channels)

    def _matrix(self, W: View) -> View:
        return W.reshape(W.runs, self.depth, self.g.f)

    def _move(self, name: str, source: View, to: View, count: int) -> None:
        g, there = self.g, name == "im2col"
        x, columns = (source, to) if there else (to, source)
        self.site.run(
            name,
            columns.size if there else x.size,
            x=x,
            columns=columns,
            runs=x.runs,
            images=count,
            apart_x=x.stride,
            apart_columns=columns.stride,
            h=g.h,
            w=g.w,
            c=g.c,
            k=g.k,
            stride=g.stride,
            pad=g.pad,
            out_h=g.out_h,
            out_w=g.out_w,
        )
