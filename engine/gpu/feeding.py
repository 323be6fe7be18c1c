"""Batches written down: what each run sees next, out of a data set that lies on the device."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.course.batches import Order
from engine.course.settings import CourseSettings
from engine.gpu.buffers import View
from engine.gpu.recorder import Recorder
from engine.gpu.twins.batch import AUGMENT
from engine.random import drawn

Shape = tuple[int, int, int]


@dataclass(frozen=True)
class Feed:
    """What batches come from, in memory that is kept: the host fills it.

    images (M, H, W, C) and labels (M,), for all runs; order (R, 2, E), where row e % 2 has to
    be `epoch_row` of epoch e before a step reaches it; augment (R, 3) as `asked`; start (R,),
    the images seen before step 1; mean and deviation (C,).
    """

    images: View
    labels: View
    order: View
    augment: View
    start: View
    mean: View
    deviation: View

    @classmethod
    def make(cls, recorder: Recorder, count: int, shape: Shape, runs: int, epoch: int) -> Feed:
        """For so many images of `shape`, of which each run sees `epoch` in an epoch."""
        shapes: dict[str, tuple[str, tuple[int, ...]]] = {
            "images": ("byte", (count, *shape)),
            "labels": ("int", (count,)),
            "order": ("int", (runs, 2, epoch)),
            "augment": ("int", (runs, 3)),
            "start": ("long", (runs,)),
            "mean": ("float", (shape[-1],)),
            "deviation": ("float", (shape[-1],)),
        }
        made = {n: recorder.make(n, s, kind, held=True) for n, (kind, s) in shapes.items()}
        return cls(**made)

    def select(self, recorder: Recorder, n: int, clock: View, seeds: View) -> tuple[View, View]:
        """Images (R, n, H, W, C), augmented and normalized, and their classes (R, n)."""
        (runs, _, epoch), (height, width, channels) = self.order.shape, self.images.shape[1:]
        x = recorder.make("pixels", (runs, n, height, width, channels))
        target = recorder.make("target", (runs, n), "int")
        recorder.run(
            "select_batch",
            runs * n,
            **vars(self),
            seed=seeds,
            clock=clock,
            x=x,
            target=target,
            n=n,
            epoch=epoch,
            height=height,
            width=width,
            channels=channels,
            purpose=AUGMENT,
        )
        return x, target


def epoch_row(indices: Array, seed: int, epoch: int, *, alternate: bool = False) -> Array:
    """Epoch `epoch` of a course over `indices` (E,): each image's number times 2, plus 1 to mirror.

    What is mirrored in turn is mirrored here, see engine/augment/flip.py; the coins of other
    courses are thrown on the device.
    """
    row = Order(indices, seed, epoch * len(indices)).take(len(indices))
    turned = (drawn(row) < 1 / 2) ^ (epoch % 2 == 1) if alternate else np.zeros(len(row), bool)
    return (2 * row + turned).astype(np.int32)


def asked(settings: CourseSettings) -> Array:
    """A course's row (3,) of `augment`: longest shift, coins for mirroring, side of the square."""
    coins = settings.flip and not settings.alternate
    return np.array([settings.shift, coins, settings.cutout], np.int32)
