"""Convolution by cuDNN: one call a pass, for one run. Many runs side by side use columns instead.

Why: runs have weights of their own, so one call for R of them would be a grouped convolution. Its
groups lie beside each other, (N, H, W, R C), where our runs lie one after another: activations
would be turned before and after every layer. Groups of 3, 16 and 20 channels, as gangs mostly
have, are no eights and fill no tile of the tensor cores; and cuDNN's grouped kernels for half
precision, channels last, are reported to be slower than a call for each group
(https://github.com/pytorch/pytorch/issues/73764 and 70954).

The other way, R calls a pass, keeps the layout but needs channels in eights all the same. It is
not for the small ConvNet. For the small VGG it could pay: counted, 32 runs at batch 64 move 23.5
GB a step in float16, 18.2 of them columns and their products (5.5 ms in all at 4.3 TB/s), where
480 short calls of 3 us take 1.4 ms. Neither has been measured on a card; until it is, columns stay.
"""

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
        return means.cudnn and runs == 1 and g.c % 8 == 0 and g.f % 8 == 0 and means.plans(g)

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
