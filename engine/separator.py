"""Two kinds of real images told apart by one weighted sum of coarse pixels, under a penalty."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from engine.backend import Array
from engine.data import DataSet, open_set
from engine.penalties import Penalty
from engine.shrinkage import Fit, proximal_gradient

SIDE = 4  # an image becomes 4 x 4 patches
WEIGHTS = SIDE * SIDE * 3
HELD_BACK = 250  # images of a class from here on validate
STRENGTHS = tuple(float(s) for s in np.geomspace(10, 1e-3, 13))
ROUGH, FINE = 1e-5, 1e-7  # slopes left, for a curve and for the weights shown
MOST_STEPS = 3000


def patches(images: Array) -> Array:
    """Mean colours of 4 x 4 patches, (n, 4, 4, 3), 0 to 255, of images (n, 32, 32, 3)."""
    n, height, width, channels = images.shape
    blocks = images.reshape(n, SIDE, height // SIDE, SIDE, width // SIDE, channels)
    return blocks.mean(axis=(2, 4), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Problem:
    """Standardized patches x (n, 48) and sides y (n,), +1 or -1, to learn from and to validate.

    `rate` is 1 over the largest curvature of the loss, the longest safe step. `means` (2, 4, 4, 3)
    are the mean patches of both sides, 0 to 255.
    """

    x: Array
    y: Array
    val_x: Array
    val_y: Array
    rate: float
    means: Array

    def gradient(self, w: Array) -> Array:
        """Of L = 1/n sum log(1 + exp(-y s)), s = x w + b: softmax of two classes; w ends in b."""
        s = self.x @ w[:-1] + w[-1]
        ds = -self.y * (1 - np.tanh(self.y * s / 2)) / (2 * len(s))  # y / (1 + exp(y s))
        return np.append(ds @ self.x, ds.sum())

    def measure(self, w: Array) -> dict[str, float]:
        """Loss and accuracy, without the penalty."""
        found = {}
        for name, x, y in (("", self.x, self.y), ("val.", self.val_x, self.val_y)):
            margins = y * (x @ w[:-1] + w[-1])
            found[f"{name}loss"] = float(np.logaddexp(0, -margins).mean())
            found[f"{name}accuracy"] = float((margins > 0).mean())
        return found


@lru_cache(maxsize=16)
def sampled(folder: Path, one: int, other: int, examples: int) -> Problem:
    """`problem` of the sample in `folder`, kept; raises DataRefused where there is none."""
    return problem(open_set("sample", folder), one, other, examples)


def problem(images: DataSet, one: int, other: int, examples: int) -> Problem:
    """Learn from the first `examples` images of each class; validate on those from 250 on."""
    rows = [np.flatnonzero(np.asarray(images.train_y) == k) for k in (one, other)]
    seen = [patches(images.train_x[r[:examples]]) for r in rows]
    kept = [patches(images.train_x[r[HELD_BACK:]]) for r in rows]
    x, val_x = (np.concatenate(part).reshape(-1, WEIGHTS) for part in (seen, kept))
    sides = [np.repeat([1.0, -1.0], [len(p) for p in part]) for part in (seen, kept)]
    mean, std = x.mean(axis=0), x.std(axis=0)
    std[std == 0] = 1
    x, val_x = (x - mean) / std, (val_x - mean) / std
    wide = np.column_stack((x, np.ones(len(x))))
    curvature = np.linalg.eigvalsh(wide.T @ wide)[-1] / (4 * len(x))
    means = np.array([part.mean(axis=0) for part in seen])
    return Problem(x, sides[0], val_x, sides[1], 1 / float(curvature), means)


def fit(
    task: Problem, penalty: Penalty, strength: float, start: Array, tolerance: float = FINE
) -> Fit:
    """Weights and bias (49,) of least loss + share * strength * R(weights); the bias is free."""

    def shrink(w: Array, rate: float) -> Array:
        return np.append(penalty.shrink(w[:-1], strength * rate), w[-1])

    return proximal_gradient(task.gradient, shrink, start, task.rate, tolerance, MOST_STEPS)


@lru_cache(maxsize=64)
def sweep(task: Problem, penalty: Penalty, factor: float = 1.0) -> tuple[Fit, ...]:
    """A fit for each of STRENGTHS times `factor`, from the strongest on, each begun at the last."""
    fits: list[Fit] = []
    start = np.zeros(WEIGHTS + 1)
    for strength in STRENGTHS:
        fits.append(fit(task, penalty, factor * strength, start, ROUGH))
        start = fits[-1].weights
    return tuple(fits)


@lru_cache(maxsize=256)
def fit_at(task: Problem, penalty: Penalty, strength: float, factor: float = 1.0) -> Fit:
    """The fit for one strength times `factor`, begun at the nearest stronger one of the sweep."""
    if strength == 0:
        return fit(task, penalty, 0.0, np.zeros(WEIGHTS + 1))
    stronger = [k for k, known in enumerate(STRENGTHS) if known >= strength]
    start = sweep(task, penalty, factor)[stronger[-1]] if stronger else None
    begun = np.zeros(WEIGHTS + 1) if start is None else start.weights
    return fit(task, penalty, factor * strength, begun)


def zeros(w: Array) -> int:
    """How many weights are exactly 0; the bias, which is last, does not count."""
    return int((w[:-1] == 0).sum())
