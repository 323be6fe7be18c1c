"""Who learns in a course, on a device: the order and the numbers go there, records come back."""

from __future__ import annotations

import numpy as np

from engine.backend import Array, Device
from engine.course.batches import Order
from engine.course.settings import CourseSettings, network_of, rates, recipe_of
from engine.data import DataSet
from engine.gpu.examining import CHUNK, Examiner
from engine.gpu.feeding import asked
from engine.gpu.learner import DeviceLearner
from engine.gpu.machine import opener_of
from engine.gpu.runs import Asked, Material
from engine.training import StepResult

JUDGED = 6 * CHUNK  # a few milliseconds on a card


class DeviceLearning(DeviceLearner):
    """Implements `Learning` of a course by a recorded step."""

    def __init__(self, demo: CourseSettings, device: Device, images: DataSet, order: Order) -> None:
        self.order, self._images = order, images
        self._examiner: Examiner | None = None
        material = Material(images.train_x, images.train_y, order.indices, demo.batch)
        told = _asked(demo, order)
        super().__init__(network_of(demo), recipe_of(demo), material, told, opener_of(device))
        self.begin(demo.seed, order.seen // demo.batch, order.seen)

    @property
    def judges(self) -> int:
        """How many images are judged at a time, each view of one counted."""
        return JUDGED

    def test_scores(self, frozen: tuple[Array, Array], numbers: Array, views: int) -> Array:
        """Scores (N, K) of these test images, each averaged over so many views."""
        if self._examiner is None:
            images = np.asarray(self._images.test_x)
            self._examiner = Examiner(self.network, self.opener, images, views)
        self._examiner.take(*frozen)
        return self._examiner.scores(numbers)

    def step(self, demo: CourseSettings, t: int, lr: float, watch: bool) -> StepResult:
        """The t-th update, counted from 1, on the images the order gives next."""
        seen = self.order.seen
        left = demo.epochs * len(self.order.indices) - seen - demo.batch
        result = self.play(t, seen, ahead=left > 0)
        self.order.seen = seen + demo.batch
        return result

    def change(self, demo: CourseSettings) -> None:
        """Take over live parameters: they hold from the next step on."""
        self.network, self.recipe = network_of(demo), recipe_of(demo)
        self.ask(_asked(demo, self.order))

    def scores(self, images: Array) -> Array:
        """Scores (N, K) of images (N, H, W, C) uint8 by the weights as they are now."""
        return self.scores_by(self.copies(), images)


def _asked(demo: CourseSettings, order: Order) -> Asked:
    _, strength = demo.regularization
    alternate = demo.flip and demo.alternate
    return Asked(np.array(rates(demo, len(order.indices))), strength, asked(demo), alternate)
