"""Left and right exchanged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.augment.base import AUGMENTATIONS, Augmentation, Work
from engine.backend import Array
from engine.schema import real


@AUGMENTATIONS.add("flip", label=("Mirror", "آینه‌ای"))
@dataclass(frozen=True)
class Flip(Augmentation):
    """Each image is mirrored left to right with probability p."""

    p: float = real(
        0.5,
        0,
        1,
        label=("Probability p", "احتمال p"),
        help=(
            "The share of the images that are mirrored.",
            "سهمی از تصویرها که آینه‌ای می‌شوند.",
        ),
    )

    def __call__(self, x: Array, rng: np.random.Generator, out: Array, work: Work) -> None:
        n = len(x)
        before, after = (_pixels(a) for a in (x, out))
        for i, mirrored in enumerate((rng.random(n) < self.p).tolist()):
            after[i] = before[i, :, ::-1] if mirrored else before[i]


def _pixels(x: Array) -> Array:
    """Images (N, H, W, C) as (N, H, W), the C bytes of a pixel as one item: moved in one piece."""
    n, h, w, c = x.shape
    return x.reshape(n, h, w * c).view(f"V{c}")
