"""The lecture's two-layer network, 3072-50-10, on images of CIFAR-10, seen from its examples.

Gradient descent moves the first layer by sums of images alone: W1 = W1(0) - X^T A. What a hidden
neuron sees of an image is then X W1(0) - (X X^T) A, and X X^T is computed once. The numbers are
those of ordinary training, for a tenth of the work.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.backend import Array
from engine.course.batches import split
from engine.course.settings import open_data
from engine.random import stream
from engine.search.problem import centred

IMAGES, HELD = 500, 200  # to learn from, held out
BATCH, STEPS = 100, 100
HIDDEN, CLASSES = 50, 10
STD = 1e-4  # of the starting weights, slide 191
SEED = 195  # of the weights and of the order; the lecture's slide


@dataclass(frozen=True, eq=False)
class Problem:
    """Images x = [pixels - mean, 1] by what they have to do with one another.

    Attributes:
        kernel: x_i . x_j of all images (N + M) and those to learn from (N), float64.
        hidden: x W1 at the start (N + M, H), before the ReLU.
        W: the second layer at the start (H, C); all biases start at 0.
        y: right classes (N + M,).
        batches: the images of every step (T, B), an epoch after another.
    """

    kernel: Array
    hidden: Array
    W: Array
    y: Array
    batches: Array

    @property
    def images(self) -> int:
        """How many there are to learn from."""
        return int(self.kernel.shape[1])


@lru_cache(maxsize=1)
def problem() -> Problem:
    """The problem, made once a process; raises DataRefused where the images are missing."""
    images = open_data("sample")
    parts = split(len(images.train_x))
    rows = np.concatenate((parts.train[:IMAGES], parts.validation[:HELD]))
    return of_images(centred(images.train_x[rows]), images.train_y[rows].astype(int), IMAGES)


def of_images(x: Array, y: Array, count: int) -> Problem:
    """The problem of inputs (N + M, D), a 1 last; the first `count` are to learn from."""
    W1, W2 = starting_weights(x.shape[1])
    x = x.astype(float)
    epochs = -(-STEPS * BATCH // count)
    orders = [stream(SEED, "order", epoch).permutation(count) for epoch in range(epochs)]
    batches = np.concatenate(orders)[: STEPS * BATCH].reshape(STEPS, BATCH)
    return Problem(x @ x[:count].T, x @ W1, W2, y, batches)


def starting_weights(inputs: int) -> tuple[Array, Array]:
    """W1 (D, H), the last row of which is the bias, and W2 (H, C)."""
    rng = stream(SEED, "init", 0)
    W1 = STD * rng.standard_normal((inputs, HIDDEN))
    W1[-1] = 0
    return W1, STD * rng.standard_normal((HIDDEN, CLASSES))
