"""The residual block: He et al. 2016, https://arxiv.org/abs/1512.03385, figure 2."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from engine.backend import Array
from engine.convolution import Geometry, choose
from engine.initializers import INITIALIZERS
from engine.layers.base import (
    LAYERS,
    Backprop,
    Layer,
    Norm,
    Plan,
    Shape,
    Weight,
    count,
    need_image,
)
from engine.layers.context import Context
from engine.layers.convolve import convolve
from engine.layers.elementwise import rectified
from engine.layers.normalize import norm_statistics, norm_weights, normalize
from engine.schema import integer

MOMENTUM, EPS = 0.9, 1e-5

N = TypeVar("N", Weight, Norm)


@LAYERS.add("residual", label=("Residual block", "بلوک باقیمانده"))
@dataclass(frozen=True)
class Residual(Layer):
    """y = ReLU(x' + BN(conv(ReLU(BN(conv(x)))))), two 3x3 convolutions without bias.

    x' is x, or a 1x1 convolution of it where stride or filters change its shape.
    """

    filters: int = integer(
        16,
        1,
        512,
        scale="log",
        label=("Filters", "شمار فیلترها"),
        help=(
            "How many filters each of the two convolutions has.",
            "هر یک از دو کانولوشن چند فیلتر دارد.",
        ),
    )
    stride: int = integer(
        1,
        1,
        4,
        label=("Stride", "گام"),
        help=(
            "The stride of the first convolution; 2 halves the image.",
            "گام نخستین کانولوشن؛ 2 ابعاد تصویر را نصف می‌کند.",
        ),
    )

    def build(self, shape: Shape) -> Plan:
        h, w, c = need_image(shape)
        first, second, across = self._geometries(h, w, c)
        used = [("conv1", first), ("conv2", second)]
        if self._projects(c):
            used.append(("project", across))
        chosen = choose(second)
        out = (second.out_h, second.out_w, self.filters)
        norms = ("norm1", "norm2")
        return Plan(
            output=out,
            weights=tuple(_kernel(name, g) for name, g in used)
            + _inside(norms, norm_weights(self.filters)),
            norms=_inside(norms, norm_statistics(self.filters)),
            work=sum(choose(g).work(g) for _, g in used) + 10 * count(out),
            macs=sum(g.macs for _, g in used),
            couples_batch=True,
            algorithm=chosen.key,
            reason=chosen.reason,
        )

    def _projects(self, c: int) -> bool:
        return self.stride > 1 or c != self.filters

    def _geometries(self, h: int, w: int, c: int) -> tuple[Geometry, Geometry, Geometry]:
        f = self.filters
        first = Geometry(h, w, c, f, 3, self.stride, 1)
        second = Geometry(first.out_h, first.out_w, f, f, 3, 1, 1)
        return first, second, Geometry(h, w, c, f, 1, self.stride, 0)

    def forward(self, x: Array, ctx: Context) -> tuple[Array, Backprop]:
        a, back_conv1 = convolve(x, ctx.inner("conv1"), 3, self.stride, 1)
        a, back_norm1 = normalize(a, ctx.inner("norm1"), MOMENTUM, EPS)
        a, back_relu1 = rectified(a, a, ctx.inner("relu1"))
        a, back_conv2 = convolve(a, ctx.inner("conv2"), 3, 1, 1)
        a, back_norm2 = normalize(a, ctx.inner("norm2"), MOMENTUM, EPS)
        if self._projects(x.shape[-1]):
            short, back_short = convolve(x, ctx.inner("project"), 1, self.stride, 0)
        else:
            short, back_short = x, _unchanged
        a += short
        y, back_relu2 = rectified(a, a, ctx.inner("relu2"))

        def backprop(dy: Array) -> Array:
            dsum = back_relu2(dy)
            dx = back_conv1(back_norm1(back_relu1(back_conv2(back_norm2(dsum)))))
            dx += back_short(dsum)
            return dx

        return y, backprop


def _kernel(name: str, g: Geometry) -> Weight:
    area, he = g.k**2, INITIALIZERS["he"]()
    shape = (g.k, g.k, g.c, g.f)
    derived = choose(g).derived(g)
    return Weight(f"{name}.W", shape, "matrices", he, area * g.c, area * g.f, derived=derived)


def _inside(parts: Iterable[str], entries: Iterable[N]) -> tuple[N, ...]:
    entries = tuple(entries)
    return tuple(replace(e, name=f"{part}.{e.name}") for part in parts for e in entries)


def _unchanged(dy: Array) -> Array:
    return dy
