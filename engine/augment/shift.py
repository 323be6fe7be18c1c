"""The picture moved by a few pixels; what comes in at the border is its own reflection."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.augment.base import AUGMENTATIONS, Augmentation, Seen, Work
from engine.backend import Array
from engine.random import below
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

    def __call__(
        self, x: Array, rng: np.random.Generator, out: Array, work: Work, seen: Seen
    ) -> None:
        n, h, w, c = x.shape
        p, tall = self.pixels, h + 2 * self.pixels
        across, wide = work("across", (n, h, w + 2 * p, c)), work("wide", (n, tall, w + 2 * p, c))
        reflect(x.transpose(2, 0, 1, 3), p, across.transpose(2, 0, 1, 3))
        reflect(across.transpose(1, 0, 2, 3), p, wide.transpose(1, 0, 2, 3))
        dy, dx = below(rng, 2 * p + 1, (2, n)).tolist()
        for i in range(n):  # one fancy index for all would copy everything once more
            out[i] = wide[i, dy[i] : dy[i] + h, dx[i] : dx[i] + w]


def reflect(x: Array, p: int, out: Array) -> None:
    """Write x (L, ...) into `out` (L + 2 p, ...), p < L, mirrored about its first and its last."""
    last = len(x) - 1
    out[p : p + len(x)] = x
    for k in range(1, p + 1):
        out[p - k], out[p + last + k] = x[k], x[last - k]
