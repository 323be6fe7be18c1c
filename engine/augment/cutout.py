"""Cutout: DeVries & Taylor 2017, https://arxiv.org/abs/1708.04552."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.augment.base import AUGMENTATIONS, Augmentation, as_draws
from engine.backend import Array, array_module
from engine.schema import integer

GREY = 127  # near the mean of photographs, so that after mean subtraction it says nothing


@AUGMENTATIONS.add("cutout", label=("Cutout", "برش مربعی"))
@dataclass(frozen=True)
class Cutout(Augmentation):
    """A grey square of size x size pixels hides a part of each image, at most up to its border."""

    size: int = integer(
        8,
        0,
        32,
        label=("Size in pixels", "اندازه به پیکسل"),
        help=(
            "The side of the grey square; its middle may be any pixel.",
            "ضلع مربع خاکستری؛ مرکز آن می‌تواند هر پیکسلی باشد.",
        ),
    )

    def __call__(self, x: Array, rng: np.random.Generator, out: Array) -> None:
        n, h, w, c = x.shape
        top = as_draws(x, rng.integers(0, h, (n, 1)) - self.size // 2)
        left = as_draws(x, rng.integers(0, w, (n, 1)) - self.size // 2)
        xp = array_module(x)
        rows, columns = xp.arange(h) - top, xp.arange(w).repeat(c) - left
        hidden = (rows >= 0) & (rows < self.size)
        hole = hidden[:, :, None] & ((columns >= 0) & (columns < self.size))[:, None]
        out[...] = x
        out.reshape(n, h, w * c)[hole] = GREY
