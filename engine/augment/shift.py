"""The picture moved by a few pixels; what comes in at the border is its own reflection."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.augment.base import AUGMENTATIONS, Augmentation, as_draws
from engine.backend import Array, array_module
from engine.schema import integer


@AUGMENTATIONS.add("shift", label=("Shift", "جابه‌جایی"))
@dataclass(frozen=True)
class Shift(Augmentation):
    """Each image moves by dx and dy, whole numbers drawn evenly from -pixels to pixels."""

    pixels: int = integer(
        2,
        0,
        8,
        label=("Shift in pixels", "جابه‌جایی به پیکسل"),
        help=(
            "The longest way an image moves; its border is filled by reflection.",
            "بیشترین جابه‌جایی هر تصویر؛ حاشیه با بازتاب خود تصویر پر می‌شود.",
        ),
    )

    def __call__(self, x: Array, rng: np.random.Generator, out: Array) -> None:
        n, h, w, c = x.shape
        dy, dx = as_draws(x, rng.integers(0, 2 * self.pixels + 1, (2, n)))
        xp, wide = array_module(x), reflected(x, self.pixels)
        s = wide.strides
        # Every crop of every image, as a view: crops[i, dy, dx] is (H, W C).
        size = (n, 2 * self.pixels + 1, 2 * self.pixels + 1, h, w * c)
        crops = xp.lib.stride_tricks.as_strided(wide, size, (s[0], s[1], s[2], s[1], s[3]))
        out[...] = crops[xp.arange(n), dy, dx].reshape(x.shape)


def reflected(x: Array, p: int) -> Array:
    """Widen x (N, H, W, C) by p < H, W pixels on each side, mirrored about the outermost."""
    n, h, w, c = x.shape
    wide = array_module(x).empty((n, h + 2 * p, w + 2 * p, c), x.dtype)
    middle = wide[:, p : p + h]
    middle[:, :, p : p + w] = x
    for k in range(1, p + 1):
        middle[:, :, p - k] = x[:, :, k]
        middle[:, :, p + w - 1 + k] = x[:, :, w - 1 - k]
    for k in range(1, p + 1):
        wide[:, p - k] = wide[:, p + k]
        wide[:, p + h - 1 + k] = wide[:, p + h - 1 - k]
    return wide
