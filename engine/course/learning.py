"""Who learns in a course, on a processor: batches come to the learner, weights stay with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from engine.augment import Scratch, Seen, augment
from engine.backend import Array
from engine.course.batches import Order
from engine.course.settings import CourseSettings, augmentations, network_of, recipe_of
from engine.course.views import averaged, viewed
from engine.data import DataSet
from engine.network import Network
from engine.random import stream
from engine.training import Learner, Recipe, StepResult

SLICE_MACS = 2.5e9  # multiply-adds of one slice: less than 20 ms on two cores
SMALLEST, LARGEST = 16, 128
Frozen = tuple[Array, Array]  # flat weights and running statistics


class Learning(Protocol):
    """What a course asks of whoever learns."""

    @property
    def network(self) -> Network: ...
    @property
    def recipe(self) -> Recipe: ...
    @property
    def judges(self) -> int:
        """How many images are judged at a time, each view of one counted."""
        ...

    def step(self, demo: CourseSettings, t: int, lr: float, watch: bool) -> StepResult:
        """The t-th update, counted from 1, on the images the order gives next."""

    def change(self, demo: CourseSettings) -> None:
        """Take over live parameters."""

    def prepare(self, images: Array) -> None:
        """Show the layers that ask for it the first training images (N, H, W, C) uint8."""

    def copies(self) -> Frozen:
        """Flat weights (P,) and norms (Q,) as they are now."""

    def scores(self, images: Array) -> Array:
        """Scores (N, K) of images (N, H, W, C) uint8 by the weights as they are now."""

    def scores_by(self, frozen: Frozen, images: Array) -> Array:
        """The same by these weights and norms."""

    def test_scores(self, frozen: Frozen, numbers: Array, views: int) -> Array:
        """Scores (N, K) of these test images, each averaged over so many views."""

    def keyframe(self) -> dict[str, Array]:
        """Copies of `weights/<n>.<name>` and `norm/<n>.<name>`."""

    def state(self) -> dict[str, Array]:
        """The keyframe and the rule's memory by name."""

    def load(self, arrays: Mapping[str, Array]) -> None:
        """Go on from a state, or from a keyframe; raises ValueError."""

    def close(self) -> None:
        """The learner is not used again."""


class HostLearning:
    """Implements `Learning` by engine.training.Learner."""

    def __init__(self, demo: CourseSettings, images: DataSet, order: Order) -> None:
        network, recipe = network_of(demo), recipe_of(demo)
        self.learner = Learner(network, recipe, seed=demo.seed, shards=demo.shards)
        self.images, self.order, self._scratch = images, order, Scratch()
        self.prepare, self.load = self.learner.prepare, self.learner.load
        self.keyframe, self.state = self.learner.keyframe, self.learner.state
        self.close = self.learner.close

    @property
    def network(self) -> Network:
        """The network that learns."""
        return self.learner.network

    @property
    def recipe(self) -> Recipe:
        """Loss, rule and penalty."""
        return self.learner.recipe

    @property
    def judges(self) -> int:
        """How many images are judged at a time, each view of one counted."""
        affordable = max(SMALLEST, min(LARGEST, SLICE_MACS / max(1, self.network.macs)))
        return int(2 ** np.floor(np.log2(affordable)))

    def step(self, demo: CourseSettings, t: int, lr: float, watch: bool) -> StepResult:
        """The t-th update, counted from 1, on the images the order gives next."""
        epochs = self.order.epochs(demo.batch)
        indices = self.order.take(demo.batch)
        images, target = self._batch(demo, t, Seen(indices, epochs)), self.images.train_y[indices]
        _, strength = demo.regularization
        return self.learner.step(images, target, t, lr, strength, watch)

    def _batch(self, demo: CourseSettings, t: int, seen: Seen) -> Array:
        """The images of `seen`, shifted, mirrored and cut as the page asks."""
        x = self._scratch("picked", (len(seen.numbers), *self.images.train_x.shape[1:]))
        # Indices are right; looking each one up again would make a copy of the batch.
        np.take(self.images.train_x, seen.numbers, axis=0, out=x, mode="clip")
        rng = stream(demo.seed, "augment", t - 1)
        return augment(augmentations(demo), x, rng, self._scratch, seen)

    def change(self, demo: CourseSettings) -> None:
        """Take over live parameters."""
        self.learner.change(network_of(demo), recipe_of(demo))

    def scores(self, images: Array) -> Array:
        """Scores (N, K) of images (N, H, W, C) uint8 by the weights as they are now."""
        return self.learner.scores(images)

    def copies(self) -> Frozen:
        """Flat weights (P,) and norms (Q,) as they are now."""
        board = self.learner.board
        return board["weights"].copy(), board["norms"].copy()

    def scores_by(self, frozen: Frozen, images: Array) -> Array:
        """Scores by the frozen weights, which take the place of the learning ones meanwhile."""
        learner, learning = self.learner, self.copies()
        self._put(frozen)
        try:
            return learner.scores(images)
        finally:
            self._put(learning)

    def test_scores(self, frozen: Frozen, numbers: Array, views: int) -> Array:
        """Scores (N, K) of these test images, each averaged over so many views."""
        seen = viewed(self.images.test_x[numbers], views)
        return averaged(self.scores_by(frozen, seen), views)

    def _put(self, flat: Frozen) -> None:
        for name, array in zip(("weights", "norms"), flat, strict=True):
            self.learner.board[name][...] = array
