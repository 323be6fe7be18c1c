"""What a course is told: the parameters of its page, and what they stand for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from engine.augment import AUGMENTATIONS, Augmentation
from engine.data import DataSet, open_set, sets_folder
from engine.layers import Layer
from engine.losses import Loss
from engine.network import Network
from engine.penalties import Penalty
from engine.rules import Rule
from engine.schedules import Schedule
from engine.training import Recipe


class CourseSettings(Protocol):
    """The parameters of a page on which a network learns from images; a demo has them as fields."""

    @property
    def lr(self) -> float: ...
    @property
    def batch(self) -> int: ...
    @property
    def flip(self) -> bool: ...
    @property
    def alternate(self) -> bool: ...
    @property
    def shift(self) -> int: ...
    @property
    def cutout(self) -> int: ...
    @property
    def layers(self) -> tuple[Layer, ...]: ...
    @property
    def rule(self) -> Rule: ...
    @property
    def schedule(self) -> Schedule: ...
    @property
    def epochs(self) -> int: ...
    @property
    def loss(self) -> Loss: ...
    @property
    def regularization(self) -> tuple[Penalty, float]:
        """The penalty, and the strength it is given: the loss adds share * strength * R(W)."""
        ...

    @property
    def hold_out(self) -> bool:
        """Whether some training images are kept for validation; the test set alone judges else."""
        ...

    @property
    def views(self) -> str: ...
    @property
    def data(self) -> str: ...
    @property
    def seed(self) -> int: ...
    @property
    def shards(self) -> int: ...


def network_of(settings: CourseSettings) -> Network:
    """The network the settings declare; raises BadParams before anything is allocated."""
    return Network(settings.layers, batch=settings.batch, shards=settings.shards)


def augmentations(settings: CourseSettings) -> Sequence[Augmentation]:
    """What is done to every training image, in order."""
    parts: list[Augmentation] = []
    if settings.shift:
        parts.append(AUGMENTATIONS["shift"](pixels=settings.shift))  # type: ignore[call-arg]
    if settings.flip:
        sides = AUGMENTATIONS["flip"](alternating=settings.alternate)  # type: ignore[call-arg]
        parts.append(sides)
    if settings.cutout:
        parts.append(AUGMENTATIONS["cutout"](size=settings.cutout))  # type: ignore[call-arg]
    return parts


@lru_cache(maxsize=4)
def open_data(name: str) -> DataSet:
    """The installed set, opened once a process; raises DataRefused when it is not installed."""
    return open_set(name, sets_folder())


def recipe_of(settings: CourseSettings) -> Recipe:
    """Loss, rule and penalty of the settings."""
    penalty, _ = settings.regularization
    return Recipe(settings.loss, settings.rule, penalty)


def rate(settings: CourseSettings, images: int, done: int) -> float:
    """The learning rate after `done` steps, as scheduled over all epochs of so many images."""
    total = math.ceil(settings.epochs * images / settings.batch)
    return float(settings.lr * settings.schedule.rate(done, total))


def rates(settings: CourseSettings, images: int) -> list[float]:
    """The learning rates of all steps of the course."""
    total = math.ceil(settings.epochs * images / settings.batch)
    return [rate(settings, images, done) for done in range(max(1, total))]
