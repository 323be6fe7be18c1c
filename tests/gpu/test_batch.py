"""Batches selected on a device are the batches of a course on a processor, number for number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from engine.augment import AUGMENTATIONS, Scratch, augment
from engine.course.batches import Order
from engine.gpu.operations import OPERATIONS, Kernel
from engine.gpu.twins.batch import AUGMENT, NOTHING
from engine.layers import Workspace
from engine.random import stream
from engine.training.pixels import MEAN, STD, normalized
from tests.gpu import emulator

N, SIZE, EPOCH, SEED = 6, 9, 17, 5
ASKED = (2, 1, 4)


@pytest.fixture(scope="module")
def pictures() -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (30, SIZE, SIZE, 3), np.uint8)


def test_seven_steps_across_epochs_are_those_of_a_course(pictures: np.ndarray) -> None:
    indices = np.arange(3, 3 + EPOCH)
    order, table = Order(indices, SEED), np.zeros((1, 2, EPOCH), np.int32)
    for epoch in range(2):
        table[0, epoch] = 2 * Order(indices, SEED, epoch * EPOCH).take(EPOCH)
    for step in range(7):
        if step * N >= EPOCH and step * N < EPOCH + N:  # epoch 1 is under way: time for epoch 2
            table[0, 0] = 2 * Order(indices, SEED, 2 * EPOCH).take(EPOCH)
        picked = order.take(N)
        x, target = selected(pictures, table, step + 1)
        np.testing.assert_array_equal(target[0], picked)
        np.testing.assert_array_equal(x[0], of_a_course(pictures[picked], step))


def of_a_course(x: np.ndarray, step: int) -> np.ndarray:
    parts = [AUGMENTATIONS["shift"](pixels=2), AUGMENTATIONS["flip"](), AUGMENTATIONS["cutout"](4)]
    seen = augment(parts, x, stream(SEED, "augment", step), Scratch(), NOTHING)
    return normalized(seen, Workspace(np, "float32")).transpose(2, 0, 1, 3)


def selected(images: np.ndarray, order: np.ndarray, clock: int) -> tuple[np.ndarray, np.ndarray]:
    """What the kernel makes of it; the class of an image is its number."""
    x, target = np.empty((1, N, SIZE, SIZE, 3), np.float32), np.empty((1, N), np.int32)
    given: Mapping[str, Any] = {
        "images": images,
        "labels": np.arange(len(images), dtype=np.int32),
        "order": order,
        "augment": np.array([ASKED], np.int32),
        "seed": np.array([SEED], np.uint64),
        "start": np.zeros(1, np.uint64),
        "clock": np.array([clock], np.uint64),
        "mean": np.array(MEAN, np.float32),
        "deviation": np.array(STD, np.float32),
        "x": x,
        "target": target,
        "n": N,
        "epoch": EPOCH,
        "height": SIZE,
        "width": SIZE,
        "channels": 3,
        "purpose": AUGMENT,
    }
    kernel = OPERATIONS["select_batch"]
    assert isinstance(kernel, Kernel)
    emulator.run(kernel, N, dict(given), "float32")
    return x, target
