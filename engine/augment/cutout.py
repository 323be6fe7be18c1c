"""Cutout: DeVries & Taylor 2017, https://arxiv.org/abs/1708.04552."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.augment.base import AUGMENTATIONS, Augmentation, Seen, Work
from engine.backend import Array
from engine.random import below
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

    def __call__(
        self, x: Array, rng: np.random.Generator, out: Array, work: Work, seen: Seen
    ) -> None:
        n, h, w, _ = x.shape
        tops = (below(rng, h, (n,)) - self.size // 2).tolist()
        lefts = (below(rng, w, (n,)) - self.size // 2).tolist()
        out[...] = x
        for image, top, left in zip(out, tops, lefts, strict=True):
            bottom, right = top + self.size, left + self.size
            image[max(0, top) : bottom, max(0, left) : right] = GREY
