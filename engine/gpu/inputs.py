"""What a step reads of the world: the data set, the order of its images, and each run's place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.gpu.buffers import View
from engine.gpu.machine import Machine
from engine.gpu.recorder import Recorder
from engine.gpu.twins.batch import AUGMENT
from engine.training.pixels import MEAN, STD


@dataclass(frozen=True)
class Size:
    """R runs, N images a step, out of `epoch` images an epoch, of a set of M images (H, W, C)."""

    runs: int
    batch: int
    epoch: int
    images: int
    shape: tuple[int, int, int]


@dataclass(frozen=True)
class Inputs:
    """Arrays that are kept; the host fills them, a step reads them and lets `clock` go on.

    images (M, H, W, C) and labels (M,) are shared; order (R, 2, epoch), augment (R, 3), seeds,
    start and clock (R,) are of each run: see the kernel `select_batch`.
    """

    size: Size
    images: View
    labels: View
    order: View
    augment: View
    seeds: View
    start: View
    clock: View
    mean: View
    deviation: View

    @classmethod
    def make(cls, recorder: Recorder, size: Size) -> Inputs:
        """Fresh arrays for a training step."""
        runs, channels = size.runs, size.shape[-1]
        shapes = {
            "images": ((size.images, *size.shape), "byte"),
            "labels": ((size.images,), "int"),
            "order": ((runs, 2, size.epoch), "int"),
            "augment": ((runs, 3), "int"),
            "seeds": ((runs,), "long"),
            "start": ((runs,), "long"),
            "clock": ((runs,), "long"),
            "mean": ((channels,), "float"),
            "deviation": ((channels,), "float"),
        }
        made = {n: recorder.make(n, shape, kind, held=True) for n, (shape, kind) in shapes.items()}
        return cls(size, **made)

    def fill(self, machine: Machine, images: Array, labels: Array) -> None:
        """Bring the data set to the machine, once."""
        channels = self.size.shape[-1]
        machine.write(self.images, images)
        machine.write(self.labels, np.asarray(labels, np.int32))
        machine.write(self.mean, np.asarray(MEAN[:channels]))
        machine.write(self.deviation, np.asarray(STD[:channels]))

    def select(self, recorder: Recorder) -> tuple[View, View]:
        """Write down the choice of a batch: x (R, N, H, W, C), target (R, N)."""
        size = self.size
        height, width, channels = size.shape
        x = recorder.make("x", (size.runs, size.batch, *size.shape))
        target = recorder.make("target", (size.runs, size.batch), "int")
        recorder.run(
            "select_batch",
            size.runs * size.batch,
            images=self.images,
            labels=self.labels,
            order=self.order,
            augment=self.augment,
            seed=self.seeds,
            start=self.start,
            clock=self.clock,
            mean=self.mean,
            deviation=self.deviation,
            x=x,
            target=target,
            n=size.batch,
            epoch=size.epoch,
            height=height,
            width=width,
            channels=channels,
            purpose=AUGMENT,
        )
        return x, target
