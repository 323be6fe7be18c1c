"""Left and right exchanged; in turn: Jordan 2024, https://arxiv.org/abs/2404.00498, section 3.6."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.augment.base import AUGMENTATIONS, Augmentation, Seen, Work
from engine.backend import Array
from engine.random import drawn
from engine.schema import flag, real


@AUGMENTATIONS.add("flip", label=("Mirror", "آینه‌ای"))
@dataclass(frozen=True)
class Flip(Augmentation):
    """Each image is mirrored left to right with probability p.

    Alternating, that is drawn once for each image, from its number alone, and holds for its
    first epoch, its third and so on; in the others it is the other way round.
    """

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

    alternating: bool = flag(
        False,
        label=("Alternate", "یک‌درمیان"),
        help=(
            "Every image is seen from one side in one epoch and from the other in the next.",
            "هر تصویر در یک دوره از یک سو و در دورهٔ بعد از سوی دیگر دیده می‌شود.",
        ),
    )

    def __call__(
        self, x: Array, rng: np.random.Generator, out: Array, work: Work, seen: Seen
    ) -> None:
        if self.alternating:
            turned = (drawn(seen.numbers) < self.p) ^ (seen.epochs % 2 == 1)
        else:
            turned = rng.random(len(x)) < self.p
        before, after = (_pixels(a) for a in (x, out))
        for i, mirrored in enumerate(turned.tolist()):
            after[i] = before[i, :, ::-1] if mirrored else before[i]


def _pixels(x: Array) -> Array:
    """Images (N, H, W, C) as (N, H, W), the C bytes of a pixel as one item: moved in one piece."""
    n, h, w, c = x.shape
    return x.reshape(n, h, w * c).view(f"V{c}")
