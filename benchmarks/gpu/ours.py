"""The engine on a card, as the parts want it: a course of the page, and bare steps."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.gpu.finding import ROOT
from engine.backend import Device, open_device
from engine.course.settings import network_of, recipe_of
from engine.events import Done, Metrics
from engine.gpu.feeding import asked
from engine.gpu.libraries import keep_plans_in
from engine.gpu.machine import Opener, opener_of
from engine.gpu.runs import Asked, Material, Runs
from engine.network import PRESETS
from engine.network.on_card import ON_CARD
from engine.schema import parse
from webapp.demos.cifar10 import Cifar10

GOAL = 0.94
COMPUTE = os.environ.get("COMPUTE", "float16")  # of activations; weights stay float32
RECORD = ON_CARD["speedrun"]
QUEUED = 20  # steps that are launched before the card is waited for


@dataclass(frozen=True)
class Trained:
    """A whole course: seconds by the clock of the page, with its opening too, and its accuracy."""

    clock: float
    whole: float
    accuracy: float


def card() -> Device:
    """The first card, with activations of type COMPUTE; choices of plans outlive the process."""
    os.environ["DEVICE"] = "gpu"  # allows networks that only a card can train
    keep_plans_in(Path(os.environ.get("PLANS_DIR") or ROOT / "data" / "bench-gpu"))
    return replace(open_device("gpu"), compute=COMPUTE)


def record() -> dict[str, str]:
    """The preset as a server with a card has it, on the whole set."""
    return RECORD.to_query() | {"data": "cifar10"}


def speedrun(seed: int, device: Device, more: Mapping[str, str] | None = None) -> Trained:
    """The recipe on the whole set, from nothing to the verdict on the whole test set.

    The page's clock counts whitening, augmentation, training, tests on the way and the test with
    all views at the end. Before it begins the run is opened: the network is drawn, arrays are
    brought to the card, the step and the tests are written down and their kernels compiled.
    """
    demo = parse(Cifar10, {**record(), **(more or {}), "seed": str(seed)})
    began = time.perf_counter()
    course = demo.open(device)
    first, accuracy, over = time.perf_counter(), 0.0, False
    while not over:
        for event in course.advance():
            over |= isinstance(event, Done)
            if isinstance(event, Metrics):
                accuracy = event.values.get("test.accuracy", accuracy)
    ended = time.perf_counter()
    course.close()
    return Trained(ended - first, ended - began, float(accuracy))


class Steps:
    """Bare training steps of a preset, so many runs at once, on images that lie on the card."""

    def __init__(
        self, preset: str, batch: int, runs: int = 1, opener: Opener | None = None
    ) -> None:
        demo = parse(Cifar10, PRESETS[preset].to_query() | {"batch": str(batch), "shards": "1"})
        network, recipe, rng = network_of(demo), recipe_of(demo), np.random.default_rng(0)
        count = 8 * batch
        images = rng.integers(0, 256, (count, *network.shape), np.uint8)
        material = Material(images, rng.integers(0, 10, count), np.arange(count), batch)
        opener = opener or opener_of(card())
        self.runs = Runs(network, recipe, material, opener, runs=runs, steps=1)
        for run in range(runs):
            self.runs.begin(run, seed=run, step=0, seen=0)
            self.runs.ask(run, recipe, Asked(np.array([demo.lr]), 0.0, asked(demo), False))
            for seen in (0, count):  # the orders of two epochs, which come by turns
                self.runs.feed(run, seen)
        self.images = batch * runs

    def rate(self, seconds: float) -> float:
        """Images a second of all runs together; the card is waited for at both ends."""
        self._go()
        began, steps = time.perf_counter(), 0
        while time.perf_counter() - began < seconds:
            self._go()
            steps += QUEUED
        return steps * self.images / (time.perf_counter() - began)

    def _go(self) -> None:
        """A queue of steps keeps the card busy; the last is waited for."""
        for _ in range(QUEUED):
            self.runs.play()
        self.runs.machine.read(self.runs.recorded.clock)
