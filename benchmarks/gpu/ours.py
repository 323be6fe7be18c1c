"""The engine on a card, as the parts want it: a course of the page, and bare steps."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.nets import preset
from engine.backend import Device, open_device
from engine.events import Done, Metrics
from engine.gpu.machine import opener_of
from engine.gpu.runs import Asked, Material, Runs
from engine.losses import LOSSES
from engine.network import Network
from engine.network.on_card import ON_CARD
from engine.penalties import PENALTIES
from engine.rules import RULES
from engine.schema import parse
from engine.training import Recipe
from webapp.demos.cifar10 import Cifar10

os.environ["DEVICE"] = "gpu"  # the limits of networks are a card's

GOAL = 0.94
EPOCH = 8  # batches


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
    settings = {**ON_CARD["speedrun"].to_query(), "data": "cifar10", **(more or {})}
    demo, began = parse(Cifar10, {**settings, "seed": str(seed)}), time.perf_counter()
    course = demo.open(card())
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
        recipe = Recipe(LOSSES["softmax"](), RULES["adam"](), PENALTIES["l2"]())
        network, rng = Network(preset(key), batch=batch), np.random.default_rng(0)
        images = rng.integers(0, 256, (EPOCH * batch, *network.shape), np.uint8)
        target = rng.integers(0, 10, len(images))
        material = Material(images, target, np.arange(len(images)), batch)
        self.runs = Runs(network, recipe, material, opener_of(card()), runs=runs, steps=1)
        asked = Asked(np.array([1e-3]), 0.0, np.array([2, 1, 0], np.int32), False)
        for run in range(runs):
            self.runs.ask(run, recipe, asked)
            self.runs.begin(run, run, 0, 0)
            for epoch in (0, 1):  # later ones go through the same orders again
                self.runs.feed(run, epoch * len(images))
        self.images = batch * runs

    def rate(self, seconds: float) -> float:
        """Images a second of all runs together; the card is waited for at both ends."""
        self._go(20)
        began, steps = time.perf_counter(), 0
        while time.perf_counter() - began < seconds:
            self._go(20)
            steps += 20
        return steps * self.images / (time.perf_counter() - began)

    def close(self) -> None:
        """Give its memory back."""
        del self.runs

    def _go(self, steps: int) -> None:
        """So many steps, then wait: a queue of twenty keeps the card busy."""
        for _ in range(steps):
            wait = self.runs.play()
        wait()


def card() -> Device:
    """The card, with activations in half precision."""
    return open_device("gpu", "float16")
