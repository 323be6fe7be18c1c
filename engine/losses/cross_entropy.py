"""Softmax cross-entropy; label smoothing: Szegedy et al. 2016, https://arxiv.org/abs/1512.00567."""

from __future__ import annotations

from dataclasses import dataclass

from engine.backend import Array, array_module
from engine.losses.base import LOSSES, Loss
from engine.losses.probability import exponentials
from engine.schema import real


@LOSSES.add("softmax", label=("Softmax cross-entropy", "آنتروپی متقاطع سافت‌مکس"))
@dataclass(frozen=True)
class CrossEntropy(Loss):
    """L_i = -sum_k q_k log p_k, p = softmax(s), q = (1 - eps) [k = y] + eps/K; natural log."""

    smoothing: float = real(
        0,
        0,
        0.5,
        label=("Label smoothing ε", "هموارسازی برچسب ε"),
        help=(
            "The share of the target spread evenly over all classes.",
            "سهمی از هدف که به طور یکسان میان همهٔ کلاس‌ها پخش می‌شود.",
        ),
        advanced=True,
    )

    def each(self, scores: Array, target: Array) -> tuple[Array, Array]:
        xp, eps = array_module(scores), self.smoothing
        rows = xp.arange(len(scores))
        shifted, p, rest = exponentials(scores)
        wanted = (1 - eps) * shifted[rows, target]
        if eps:  # 0 times the infinite mean of a diverging row would be NaN
            wanted += eps * shifted.mean(axis=1)
        p[rows, scores.argmax(axis=1)] = 1
        p /= 1 + rest[:, None]
        p[rows, target] -= 1 - eps
        p -= eps / scores.shape[1]
        return xp.log1p(rest) - wanted, p
