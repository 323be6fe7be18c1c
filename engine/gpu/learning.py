"""Who learns in a course, on a device: the order and the numbers go there, records come back."""

from __future__ import annotations

import math

import numpy as np

from engine.backend import Array, Device
from engine.course.batches import Order
from engine.course.settings import CourseSettings, network_of, rates, recipe_of
from engine.data import DataSet
from engine.gpu.examining import CHUNK, Examiner
from engine.gpu.feeding import asked
from engine.gpu.gangs import Kind, forget_empty, gang_of, kind_of
from engine.gpu.learner import DeviceLearner
from engine.gpu.member import Member
from engine.gpu.runs import Asked, Material
from engine.training import StepResult

JUDGED = 6 * CHUNK  # a few milliseconds on a card


class DeviceLearning(DeviceLearner):
    """Implements `Learning` of a course by a seat in a gang of its kind."""

    def __init__(
        self, demo: CourseSettings, device: Device, images: DataSet, order: Order, step: int
    ) -> None:
        self.device, self.order, self._images = device, order, images
        self._examiners: dict[int, Examiner] = {}  # by how many views they have
        network, recipe, told = network_of(demo), recipe_of(demo), self._asked(demo, step)
        self.kind = kind_of(demo, device, recipe, len(told.rates))
        member = Member(demo.seed, recipe, told, step, order.seen, self._last(demo, step))
        super().__init__(gang_of(self.kind, network, recipe, self._material(demo)), member)
        try:  # now, since a course's clock counts from its first step
            for views in (1, int(demo.views)):
                self._examiner(views)
        except BaseException:
            self.close()
            raise

    @property
    def judges(self) -> int:
        """How many images are judged at a time, each view of one counted."""
        return JUDGED

    def test_scores(self, frozen: tuple[Array, Array], numbers: Array, views: int) -> Array:
        """Scores (N, K) of these test images, each averaged over so many views."""
        examiner = self._examiner(views)
        examiner.take(*frozen)
        return examiner.scores(numbers)

    def _examiner(self, views: int) -> Examiner:
        """Who sees every image so many times, with its kernels compiled."""
        if views not in self._examiners:
            images = np.asarray(self._images.test_x)
            self._examiners[views] = Examiner(self.network, self.gang.opener, images, views)
        return self._examiners[views]

    def step(self, demo: CourseSettings, t: int, lr: float, watch: bool) -> StepResult:
        """The t-th update, counted from 1, on the images the order gives next."""
        result = self.play()
        self.order.seen += demo.batch
        return result

    def change(self, demo: CourseSettings) -> None:
        """Take over live parameters: they hold from the next step on."""
        recipe, step = recipe_of(demo), self.gang.told(self)
        told = self._asked(demo, step)
        self.gang.ask(self, recipe, told, self._last(demo, step))
        kind = kind_of(demo, self.device, recipe, len(told.rates))
        if kind != self.kind:
            self._turn(demo, kind)

    def close(self) -> None:
        """Leave the gang, and let go of what only this one had on the device."""
        if not hasattr(self, "gang"):
            return
        super().close()
        self._scorer = None
        self._examiners.clear()
        del self.gang  # whoever still knows this learner holds no memory of the device
        forget_empty()

    def _turn(self, demo: CourseSettings, kind: Kind) -> None:
        """Another step has to be written down, or somebody has done it."""
        network, recipe = network_of(demo), recipe_of(demo)
        self.kind, self._scorer = kind, None
        self._examiners.clear()
        self.move(gang_of(kind, network, recipe, self._material(demo)))
        forget_empty()

    def _material(self, demo: CourseSettings) -> Material:
        images = self._images
        return Material(images.train_x, images.train_y, self.order.indices, demo.batch)

    def _last(self, demo: CourseSettings, step: int) -> int:
        """The last step of the course, which is after `step`."""
        left = demo.epochs * len(self.order.indices) - self.order.seen
        return step + math.ceil(left / demo.batch)

    def _asked(self, demo: CourseSettings, step: int) -> Asked:
        """Numbers by steps: where the batch was changed, those of the course are not as many."""
        _, strength = demo.regularization
        table = np.array(rates(demo, len(self.order.indices)))
        late = step - self.order.seen // demo.batch
        if late > 0:
            table = np.pad(table, (late, 0), mode="edge")
        elif late < 0:
            table = table[min(-late, len(table) - 1) :]
        return Asked(table, strength, asked(demo), demo.flip and demo.alternate)
