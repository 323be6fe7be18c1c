"""Convolution by cuDNN: one call a pass, for one run."""

from __future__ import annotations

from dataclasses import asdict
from typing import ClassVar

from engine.convolution import Geometry
from engine.gpu.buffers import View
from engine.gpu.convolution.base import WAYS, Means, Way
from engine.gpu.twins.filters import tiles
from engine.registry import Text


@WAYS.add("cudnn", label=("cuDNN", "cuDNN"))
class Library(Way):
    """Filters are turned to (F, K, K, C) at every step, and their gradient back."""

    rank: ClassVar[int] = 2
    reason: ClassVar[Text] = (
        "cuDNN is installed, one run has the card to itself, channels come in eights",
        "cuDNN نصب است، کارت در اختیار یک اجراست و شمار کانال‌ها مضرب 8 است",
    )

    @staticmethod
    def fits(g: Geometry, runs: int, means: Means) -> bool:
        return means.cudnn and runs == 1 and g.c % 8 == 0 and g.f % 8 == 0

    @property
    def adds_bias(self) -> bool:
        return self.means.cudnn_bias

    def forward(self, x: View, W: View, b: View | None = None) -> View:
        g, images = self.g, x.shape[1]
        self.filters = self._turned(W)
        y = self.site.make("y", (1, images, g.out_h, g.out_w, g.f))
        given = {"x": x, "filters": self.filters, "y": y} | ({} if b is None else {"b": b})
        name = "convolve_forward" if b is None else "convolve_bias"
        self.site.run(name, y.size, **given, n=images, **asdict(g))
        return y

    def dx(self, dy: View, W: View) -> View:
        g, images = self.g, dy.shape[1]
        dx = self.site.make("dx", (1, images, g.h, g.w, g.c))
        given = {"dy": dy, "filters": self.filters, "dx": dx}
        self.site.run("convolve_dx", dx.size, **given, n=images, **asdict(g))
        return dx

    def dw(self, x: View, dy: View, dW: View) -> None:
        g, images = self.g, x.shape[1]
        dfilters = self.site.make("dfilters", (1, g.f, g.k, g.k, g.c))
        given = {"x": x, "dy": dy, "dfilters": dfilters}
        self.site.run("convolve_dw", dfilters.size, **given, n=images, **asdict(g))
        self._turn("filters_backward", dW, dfilters=dfilters, dw=dW)

    def _turned(self, W: View) -> View:
        g = self.g
        filters = self.site.make("filters", (1, g.f, g.k, g.k, g.c))
        self._turn("filters_forward", W, w=W, filters=filters)
        return filters

    def _turn(self, name: str, W: View, **arrays: View) -> None:
        rows, columns = W.per_run // self.g.f, self.g.f
        numbers = {"rows": rows, "columns": columns, "stride": W.stride, "runs": 1}
        self.site.run(name, tiles(1, rows, columns), **arrays, **numbers)
