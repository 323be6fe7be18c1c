"""Batches selected on a device are the batches of a course on a processor, number for number."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.augment import Scratch, Seen, augment
from engine.course.batches import Order
from engine.course.settings import augmentations
from engine.gpu.feeding import Feed, asked, epoch_row
from engine.gpu.processor import Processor
from engine.gpu.recorder import Recorder
from engine.layers import Workspace
from engine.random import stream
from engine.training.pixels import MEAN, STD, normalized

N, SIZE, EPOCH, COUNT, SEEDS = 6, 9, 17, 30, (5, 2**40)
COURSES: tuple[Any, ...] = (
    SimpleNamespace(flip=True, alternate=True, shift=2, cutout=4),
    SimpleNamespace(flip=True, alternate=False, shift=0, cutout=3),
)


@pytest.fixture(scope="module")
def pictures() -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (COUNT, SIZE, SIZE, 3), np.uint8)


def test_seven_steps_across_epochs_are_those_of_a_course(pictures: np.ndarray) -> None:
    recorder, runs = Recorder(), len(COURSES)
    feed = Feed.make(recorder, COUNT, (SIZE, SIZE, 3), runs, EPOCH)
    clock, seeds = (recorder.make(n, (runs,), "long", held=True) for n in ("clock", "seeds"))
    x, target = (recorder.keep(v) for v in feed.select(recorder, N, clock, seeds))
    machine, indices = Processor(recorder), np.arange(3, 3 + EPOCH)
    for view, values in (
        (feed.images, pictures),
        (feed.labels, np.arange(COUNT)),  # the class of an image is its number
        (feed.augment, [asked(course) for course in COURSES]),
        (feed.mean, MEAN),
        (feed.deviation, STD),
        (seeds, SEEDS),
    ):
        machine.write(view, np.asarray(values))

    orders = [Order(indices, seed) for seed in SEEDS]
    for step in range(7):
        begun = step * N // EPOCH
        machine.write(feed.order, np.array([table(indices, r, begun) for r in range(runs)]))
        machine.write(clock, np.full(runs, step + 1))
        machine.play()
        for run, order in enumerate(orders):
            epochs = order.epochs(N)
            picked = order.take(N)
            np.testing.assert_array_equal(machine.read(target)[run], picked)
            wanted = of_a_course(pictures, Seen(picked, epochs), run, step)
            np.testing.assert_allclose(machine.read(x)[run], wanted, 1e-6, 1e-6)


def table(indices: np.ndarray, run: int, begun: int) -> list[np.ndarray]:
    """The epoch that has begun and the next, each in its row."""
    epochs = sorted((begun, begun + 1), key=lambda epoch: epoch % 2)
    alternate = COURSES[run].alternate
    return [epoch_row(indices, SEEDS[run], epoch, alternate=alternate) for epoch in epochs]


def of_a_course(pictures: np.ndarray, seen: Seen, run: int, step: int) -> np.ndarray:
    rng = stream(SEEDS[run], "augment", step)
    x = augment(augmentations(COURSES[run]), pictures[seen.numbers], rng, Scratch(), seen)
    return normalized(x, Workspace(np, "float32")).transpose(2, 0, 1, 3)
