"""Whole training steps of small networks, to be played on one machine and another."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.course.settings import network_of, recipe_of
from engine.gpu.feeding import asked
from engine.gpu.machine import Opener
from engine.gpu.processor import Processor
from engine.gpu.runs import Asked, Material, Runs
from engine.gpu.telling import WORDS
from engine.schema import parse
from webapp.demos.cifar10 import Cifar10

BATCH, RUNS, STEPS, IMAGES = 3, 2, 3, 9
FEW = {"batch": str(BATCH), "shards": "1", "shift": "2", "cutout": "4"}


def begun(query: Mapping[str, str], opener: Opener) -> Runs:
    """Two runs of a network of the page, with rates of their own, on the same few images."""
    demo, rng = parse(Cifar10, {**query, **FEW}), np.random.default_rng(5)
    network, recipe = network_of(demo), recipe_of(demo)
    images = rng.integers(0, 256, (IMAGES, *network.shape), np.uint8)
    material = Material(images, rng.integers(0, 10, IMAGES), np.arange(IMAGES), BATCH)
    made = Runs(network, recipe, material, opener, runs=RUNS, steps=STEPS)
    for run in range(RUNS):
        rates = np.full(STEPS, demo.lr * (1 + run))
        made.begin(run, seed=run, step=0, seen=0)
        made.ask(run, recipe, Asked(rates, 1e-3, asked(demo), demo.alternate))
        made.feed(run, 0)
    return made


def same(theirs: Runs, query: Mapping[str, str], tolerance: float) -> None:
    """Whether what `theirs` played is what NumPy makes of it."""
    ours = begun(query, Opener(Processor))
    for _ in range(STEPS):
        ours.play()
    for run in range(RUNS):
        got, wanted = (runs.records.take(run)[:, :WORDS] for runs in (theirs, ours))
        near(got, wanted, tolerance)
        for got, wanted in zip(theirs.copies(run), ours.copies(run), strict=True):
            # In all, not one by one: Adam takes a whole step where a slope is 0 but for rounding.
            assert np.linalg.norm(got - wanted) <= tolerance * np.linalg.norm(wanted)


def near(got: np.ndarray, wanted: np.ndarray, tolerance: float) -> None:
    scale = float(np.abs(wanted).max(initial=0)) or 1.0
    np.testing.assert_allclose(got, wanted, tolerance, tolerance * scale)
