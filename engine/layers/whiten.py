"""Whitening of small patches: Coates & Ng 2012, https://doi.org/10.1007/978-3-642-35289-8_30;
as a frozen first layer: Page 2018, https://myrtle.ai/how-to-train-your-resnet-8-bag-of-tricks/.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.backend import Array, to_numpy
from engine.convolution import Geometry, choose
from engine.initializers import INITIALIZERS
from engine.layers.base import LAYERS, Backprop, Layer, Misfit, Norm, Plan, Shape, need_image
from engine.layers.biases import bias_weight
from engine.layers.context import Context
from engine.layers.convolve import convolve_frozen
from engine.registry import Text
from engine.schema import integer, real

MOST = 512  # filters, as many as a convolution may have


@LAYERS.add("whiten", label=("Whitening", "سفیدسازی"))
@dataclass(frozen=True)
class Whiten(Layer):
    """y = conv(x, W) + b, W = +-v_i / sqrt(l_i + eps): D = K K C frozen filters, then -W.

    l_i, v_i: eigenvalues and eigenvectors of E[p p^T], p (D,) the K x K patches of the first
    training images. The outputs v_i p / sqrt(l_i + eps) are uncorrelated, of about unit size.
    x (H, W, N, C), W (K, K, C, 2 D), b (2 D,), y (H - K + 1, W - K + 1, N, 2 D). b is learned.
    """

    prepares: ClassVar[bool] = True

    size: int = integer(
        2,
        1,
        4,
        label=("Patch size", "اندازهٔ تکه"),
        help=("Height and width of a patch in pixels.", "ارتفاع و پهنای هر تکه به پیکسل."),
    )
    eps: float = real(
        5e-4,
        1e-8,
        1,
        scale="log",
        label=("Epsilon ε", "اپسیلون ε"),
        help=(
            "Keeps directions that hardly vary from being blown up.",
            "نمی‌گذارد راستاهایی که تقریباً تغییر نمی‌کنند بیش از اندازه بزرگ شوند.",
        ),
        advanced=True,
    )

    def build(self, shape: Shape) -> Plan:
        h, w, c = need_image(shape)
        k, filters = self.size, 2 * self.size**2 * c
        if k > min(h, w) or filters > MOST:
            raise Misfit("size", k, _unfit(h, w, c))
        g = Geometry(h, w, c, filters, k)
        algorithm = choose(g)
        return Plan(
            output=(g.out_h, g.out_w, filters),
            weights=bias_weight(filters, True),
            norms=(Norm("W", (k, k, c, filters), init=INITIALIZERS["xavier"](), fan_in=k * k * c),),
            work=algorithm.work(g),
            macs=g.macs,
            algorithm=algorithm.key,
            reason=algorithm.reason,
        )

    def forward(self, x: Array, ctx: Context) -> tuple[Array, Backprop]:
        return convolve_frozen(x, ctx, self.size)

    def prepare(self, x: Array, norms: Mapping[str, Array]) -> None:
        filters = whitening(to_numpy(x), self.size, self.eps)
        norms["W"][...] = filters.reshape(norms["W"].shape)


def whitening(x: Array, k: int, eps: float) -> Array:
    """Columns v_i / sqrt(l_i + eps), largest l_i first, then their negatives: (K K C, 2 K K C).

    x (H, W, N, C); computed in float64. Of v and -v the one comes first whose largest number
    is positive.
    """
    h, w, _, c = x.shape
    tall, wide = h - k + 1, w - k + 1
    corners = [(i, j) for i in range(k) for j in range(k)]
    under = [x[i : i + tall, j : j + wide].reshape(-1, c).astype(np.float64) for i, j in corners]
    covariance = np.block([[a.T @ b for b in under] for a in under]) / len(under[0])
    values, vectors = np.linalg.eigh(covariance)
    values, vectors = values[::-1], vectors[:, ::-1]
    largest = np.abs(vectors).argmax(axis=0)
    vectors = vectors * np.sign(vectors[largest, np.arange(len(values))])
    scaled = vectors / np.sqrt(np.maximum(values, 0) + eps)
    return np.concatenate([scaled, -scaled], axis=1)


def _unfit(h: int, w: int, c: int) -> Text:
    return (
        f"needs a patch that fits its input, which is {h}×{w}, and at most {MOST} filters, "
        f"2×{{got}}×{{got}}×{c} of them; choose a smaller patch or move it to the front",
        f"به تکه‌ای نیاز دارد که در ورودی {h}×{w} جا شود و حداکثر {MOST} فیلتر بسازد، یعنی "
        f"2×{{got}}×{{got}}×{c}؛ تکهٔ کوچک‌تری برگزینید یا آن را به ابتدای شبکه ببرید",
    )
