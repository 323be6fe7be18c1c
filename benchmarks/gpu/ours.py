"""The engine on a card, as the parts want it: a course of the page, and bare steps."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.nets import preset
from engine.backend import GPU
from engine.course import Course
from engine.events import Done, Metrics
from engine.losses import LOSSES
from engine.network import PRESETS, Network
from engine.penalties import PENALTIES
from engine.rules import RULES
from engine.schema import parse
from engine.training import Recipe
from webapp.demos.cifar10 import Cifar10

GOAL = 0.94


@dataclass(frozen=True)
class Trained:
    """A whole course: seconds with and without its opening, and what it ended at."""

    seconds: float
    training: float
    accuracy: float


def speedrun(seed: int, more: Mapping[str, str] | None = None) -> Trained:
    """The preset on the whole set, from nothing to the verdict on the whole test set.

    The clock runs while the network is made and whitened, arrays are brought to the card and
    the step is captured; images are augmented and views averaged inside it.
    """
    settings = {**PRESETS["speedrun"].to_query(), "data": "cifar10", **(more or {})}
    demo, began = parse(Cifar10, {**settings, "seed": str(seed)}), time.perf_counter()
    course = demo.open(GPU)
    first, accuracy, over = time.perf_counter(), 0.0, False
    while not over:
        for event in course.advance():
            over |= isinstance(event, Done)
            if isinstance(event, Metrics):
                accuracy = event.values.get("test.accuracy", accuracy)
    ended = time.perf_counter()
    course.close()
    return Trained(ended - began, ended - first, float(accuracy))


class Steps:
    """Bare training steps of a preset on images that stay on the card, so many runs at once."""

    def __init__(self, key: str, batch: int, runs: int = 1) -> None:
        from engine.gpu.learner import GpuLearner

        recipe = Recipe(LOSSES["softmax"](), RULES["adam"](), PENALTIES["l2"]())
        network, rng = Network(preset(key), batch=batch), np.random.default_rng(0)
        images = rng.integers(0, 256, (8 * batch, *network.shape), np.uint8)
        target = rng.integers(0, 10, 8 * batch)
        self.learner = GpuLearner(network, recipe, images, target, batch=batch, runs=runs)
        self.images, self._t = batch * runs, 0

    def rate(self, seconds: float) -> float:
        """Images a second of all runs together; the card is waited for at both ends."""
        self._go(20)
        began, steps = time.perf_counter(), 0
        while time.perf_counter() - began < seconds:
            self._go(20)
            steps += 20
        return steps * self.images / (time.perf_counter() - began)

    def _go(self, steps: int) -> None:
        """So many steps, then wait: a queue of twenty keeps the card busy."""
        for _ in range(steps):
            self._t += 1
            self.learner.play()
        self.learner.wait()

    def close(self) -> None:
        """Give its memory back."""
        self.learner.close()


def opened(course: Course) -> str:
    """Which type its activations have, for the record."""
    return str(getattr(course.learner, "compute", "float32"))
