"""Convolution: LeCun et al. 1998, http://yann.lecun.com/exdb/publis/pdf/lecun-01a.pdf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.backend import Array
from engine.convolution import Geometry, choose
from engine.initializers import INITIALIZERS, Initializer
from engine.layers.base import LAYERS, Backprop, Layer, Misfit, Plan, Shape, Weight, need_image
from engine.layers.biases import bias_weight, has_bias
from engine.layers.context import Context
from engine.layers.convolve import convolve
from engine.schema import integer, pick


@LAYERS.add("conv", label=("Convolution", "کانولوشن"))
@dataclass(frozen=True)
class Conv(Layer):
    """y[h, w] = b + sum_ij x[h S + i - P, w S + j - P] W[i, j]: F filters look everywhere.

    x (H, W, N, C), W (K, K, C, F), b (F,), y (H', W', N, F), H' = (H - K + 2 P) / S + 1.
    """

    lets_go: ClassVar[bool] = True

    filters: int = integer(
        16,
        1,
        512,
        scale="log",
        label=("Filters", "شمار فیلترها"),
        help=("How many filters look at the input.", "چند فیلتر به ورودی نگاه می‌کنند."),
    )
    size: int = integer(
        3,
        1,
        11,
        label=("Filter size", "اندازهٔ فیلتر"),
        help=(
            "Height and width of a filter in pixels.",
            "ارتفاع و پهنای هر فیلتر به پیکسل.",
        ),
    )
    stride: int = integer(
        1,
        1,
        8,
        label=("Stride", "گام"),
        help=(
            "How many pixels a filter moves between two looks.",
            "فیلتر میان دو نگاه چند پیکسل جابه‌جا می‌شود.",
        ),
    )
    pad: int = integer(
        1,
        0,
        8,
        label=("Zero padding", "صفرگذاری"),
        help=(
            "Width of the frame of zeros; (size - 1) / 2 keeps the image as large as it is.",
            "پهنای حاشیهٔ صفر؛ با (size - 1) / 2 اندازهٔ تصویر ثابت می‌ماند.",
        ),
    )
    init: Initializer = pick(
        INITIALIZERS,
        "he",
        label=("Starting weights", "وزن‌های آغازین"),
        help=("How the filters are drawn.", "فیلترها چگونه برگزیده می‌شوند."),
        advanced=True,
    )

    bias: bool = has_bias()

    def build(self, shape: Shape) -> Plan:
        h, w, c = need_image(shape)
        g = Geometry(h, w, c, self.filters, self.size, self.stride, self.pad)
        if min(g.out_h, g.out_w) < 1:
            raise Misfit("size", self.size, _too_large(h, w, self.pad))
        k, area = self.size, self.size**2
        algorithm = choose(g)
        W = Weight(
            "W",
            (k, k, c, self.filters),
            "matrices",
            self.init,
            fan_in=area * c,
            fan_out=area * self.filters,
            derived=algorithm.derived(g),
        )
        return Plan(
            output=(g.out_h, g.out_w, self.filters),
            weights=(W, *bias_weight(self.filters, self.bias)),
            work=algorithm.work(g),
            macs=g.macs,
            algorithm=algorithm.key,
            reason=algorithm.reason,
        )

    def forward(self, x: Array, ctx: Context) -> tuple[Array, Backprop]:
        return convolve(x, ctx, self.size, self.stride, self.pad)


def _too_large(h: int, w: int, pad: int) -> tuple[str, str]:
    room = f"{h + 2 * pad}×{w + 2 * pad}"
    return (
        f"needs a filter no larger than its input, which is {h}×{w}, {room} with padding, "
        "but the filter is {got}×{got}; choose a smaller filter, more padding or less "
        "pooling before it",
        f"به فیلتری نیاز دارد که از ورودی بزرگ‌تر نباشد؛ ورودی {h}×{w} و با صفرگذاری {room} "
        "است، ولی فیلتر {got}×{got} است؛ فیلتر کوچک‌تر، صفرگذاری بیشتر یا ادغام کمتر "
        "پیش از آن برگزینید",
    )
