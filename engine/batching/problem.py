"""What every lane learns: a linear classifier of real images, or of points in the plane."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.backend import Array
from engine.course.batches import split
from engine.course.settings import open_data
from engine.layers import Workspace
from engine.losses import LOSSES, Loss
from engine.random import stream
from engine.training.pixels import normalized

EXAMPLES = {"images": 4500, "points": 256}  # to learn from
ROUND = {"images": 64, "points": 4}  # examples every lane sees between two looks
HELD = 128  # points held out
SEED = 87  # of the points; the lecture's slide
START = (-1.6, 3.1)  # where the two weights begin, far up the valley


@dataclass(frozen=True, eq=False)
class Problem:
    """L(W) = 1/N sum_i L_i(W^T x_i, y_i); examples have about unit length, so one rate suits all.

    Attributes:
        x: examples (N, D), the last column of images is the bias's.
        y: right classes (N,), whole numbers.
        held_x: examples held out (M, D).
        held_y: their classes (M,).
        start: W (D, C) of every lane; with C = 1 the other class of two always scores 0.
        each: examples between two looks.
    """

    loss: Loss
    x: Array
    y: Array
    held_x: Array
    held_y: Array
    start: Array
    each: int

    def scores(self, W: Array, x: Array) -> Array:
        """S = x W, (n, K)."""
        s = x @ W
        return np.hstack((s, np.zeros_like(s))) if W.shape[1] == 1 else s

    def gradient(self, W: Array, rows: Array) -> tuple[float, Array]:
        """Loss of the examples `rows` and its gradient dL/dW (D, C) = 1/B sum_i x_i dL_i/ds_i."""
        whole = len(rows) == len(self.x)
        x, y = (self.x, self.y) if whole else (self.x[rows], self.y[rows])
        each, dscores = self.loss.each(self.scores(W, x), y)
        dscores /= len(x)
        return float(each.mean()), x.T @ dscores[:, : W.shape[1]]

    def judge(self, W: Array) -> tuple[float, float]:
        """Loss of all the examples, share of the held-out ones that come right."""
        loss = self.loss.per_example(self.scores(W, self.x), self.y).mean()
        right = self.scores(W, self.held_x).argmax(axis=1) == self.held_y
        return float(loss), float(right.mean())


@lru_cache(maxsize=4)
def problem_of(data: str, loss: str) -> Problem:
    """The problem, made once a process; raises DataRefused where the images are missing."""
    made = _images if data == "images" else _points
    return made(LOSSES[loss]())


def _images(loss: Loss) -> Problem:
    images = open_data("sample")
    parts = split(len(images.train_x))
    x, held = (_rows(images.train_x[part]) for part in (parts.train, parts.validation))
    y, held_y = (images.train_y[part].astype(int) for part in (parts.train, parts.validation))
    return Problem(
        loss, x, y, held, held_y, np.zeros((x.shape[1], 10), np.float32), ROUND["images"]
    )


def _rows(images: Array) -> Array:
    """(n, 3073) float32: pixels as every page sees them and a 1, over sqrt(3073)."""
    pixels = normalized(np.asarray(images), Workspace(np, "float32"), rows=True)
    flat = pixels.transpose(2, 0, 1, 3).reshape(len(images), -1)
    x = np.hstack((flat, np.ones((len(flat), 1), np.float32)))
    return x / np.float32(np.sqrt(x.shape[1]))


def _points(loss: Loss) -> Problem:
    """Two clouds that overlap, narrow along one feature and wide along the other."""
    count = EXAMPLES["points"] + HELD
    rng = stream(SEED, "data", 0)
    y = np.arange(count) % 2
    middle = np.where(y == 0, 1, -1)[:, None] * (0.3, 0.5)
    x = rng.standard_normal((count, 2)) * (0.45, 1.2) + middle
    x /= np.sqrt((x**2).sum(axis=1).mean())
    n = EXAMPLES["points"]
    return Problem(loss, x[:n], y[:n], x[n:], y[n:], np.array(START)[:, None], ROUND["points"])
