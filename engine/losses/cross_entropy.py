"""Softmax cross-entropy; label smoothing: Szegedy et al. 2016, https://arxiv.org/abs/1512.00567."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.backend import Array, array_module
from engine.losses.base import LOSSES, Loss
from engine.losses.probability import exponentials
from engine.schema import choice, real

BASES = {"e": 1.0, "2": math.log(2), "10": math.log(10)}  # natural logarithms of the bases


@LOSSES.add("softmax", label=("Softmax cross-entropy", "آنتروپی متقاطع سافت‌مکس"))
@dataclass(frozen=True)
class CrossEntropy(Loss):
    """L_i = -sum_k q_k log_B p_k, p = softmax(s / T), q = (1 - eps) [k = y] + eps/K."""

    smoothing: float = real(
        0,
        0,
        0.5,
        label=("Label smoothing ε", "هموارسازی برچسب ε"),
        help=(
            "The share of the target spread evenly over all classes.",
            "سهمی از هدف که به‌طور یکسان میان همهٔ کلاس‌ها پخش می‌شود.",
        ),
        advanced=True,
    )
    temperature: float = real(
        1,
        0.01,
        100,
        scale="log",
        label=("Temperature T", "دمای T"),
        help=(
            "Divides the scores: below 1 the probabilities sharpen, above they flatten.",
            "امتیازها بر آن تقسیم می‌شوند: کمتر از 1 احتمال‌ها را تیزتر و بیشتر از آن هموارتر می‌کند.",
        ),
        advanced=True,
    )
    base: str = choice(
        "e",
        {"e": ("e (natural)", "e (طبیعی)"), "2": ("2 (bits)", "2 (بیت)"), "10": ("10", "10")},
        label=("Base of the logarithm", "پایهٔ لگاریتم"),
        help=(
            "Another base is another unit: it divides every loss by the same number.",
            "پایهٔ دیگر یعنی واحد دیگر: همهٔ هزینه‌ها بر عددی یکسان تقسیم می‌شوند.",
        ),
        advanced=True,
    )

    @property
    def unit(self) -> float:
        """Ln B: what a natural logarithm is divided by."""
        return BASES[self.base]

    def each(self, scores: Array, target: Array) -> tuple[Array, Array]:
        xp, eps = array_module(scores), self.smoothing
        plain = self.temperature == 1
        shifted, p, rest, greatest = exponentials(scores if plain else scores / self.temperature)
        right = greatest[0], target
        wanted = shifted[right]
        p[greatest] = 1
        p /= 1 + rest[:, None]
        p[right] -= 1 - eps
        if eps:  # 0 times the infinite mean of a diverging row would be NaN
            wanted = (1 - eps) * wanted + eps * shifted.mean(axis=1)
            p -= eps / scores.shape[1]
        losses = xp.log1p(rest) - wanted
        if plain and self.base == "e":
            return losses, p
        return losses / self.unit, p / (self.unit * self.temperature)
