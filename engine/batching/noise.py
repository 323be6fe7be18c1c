"""How far the gradient of a batch lies from the gradient of all: measured, and as it should be."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.backend import Array
from engine.batching.angles import angle, spread
from engine.batching.problem import Problem
from engine.random import stream

DRAWS = ((16, 256), (256, 64))  # of sizes up to the first, how many batches are drawn
FEWEST = 16  # of larger ones


def variance(problem: Problem, W: Array) -> float:
    """The trace of the covariance of single gradients, 1/N sum_i ||g_i||^2 - ||g||^2.

    The gradient of one example is x_i d_i^T, so that ||g_i||^2 = ||x_i||^2 ||d_i||^2.
    """
    x = problem.x
    _, d = problem.loss.each(problem.scores(W, x), problem.y)
    d = d[:, : W.shape[1]].astype(float)
    squares = np.einsum("ij,ij->i", x, x) * np.einsum("ij,ij->i", d, d)
    _, g = problem.gradient(W, np.arange(len(x)))
    return float(squares.mean()) - float((g.astype(float) ** 2).sum())


def deviation(trace: float, batch: int, examples: int) -> float:
    """sqrt(trace / B) sqrt((N - B) / (N - 1)): no example comes twice in a batch."""
    left = (examples - batch) / (examples - 1)
    return math.sqrt(max(trace, 0.0) / batch * left)


def sizes_to_measure(lanes: tuple[int, ...], examples: int) -> list[int]:
    """The lanes' sizes and powers of four up to a quarter of the examples."""
    powers = [4**k for k in range(12) if 4**k <= examples // 4]
    return sorted({*powers, *(size for size in lanes if size < examples)})


def draws(size: int) -> int:
    """How many batches of a size are drawn: small ones are cheap, and spread widely."""
    return next((many for most, many in DRAWS if size <= most), FEWEST)


class Noise:
    """sqrt(E ||g_B - g||^2) and the angles at `W` for many batch sizes, a batch at a time."""

    def __init__(self, problem: Problem, W: Array, lanes: tuple[int, ...], seed: int) -> None:
        self.problem, self.W, self.seed, self.lanes = problem, W, seed, lanes
        self.sizes = sizes_to_measure(lanes, len(problem.x))
        self.squares: dict[int, list[float]] = {size: [] for size in self.sizes}
        self.angles: dict[int, list[float]] = {size: [] for size in self.sizes}
        self.trace = variance(problem, W)
        self.exact = problem.gradient(W, np.arange(len(problem.x)))[1]

    def advance(self) -> bool:
        """One more batch; whether all have been drawn."""
        for size, squares in self.squares.items():
            if len(squares) < draws(size):
                self._draw(size, len(squares))
                return False
        return True

    def _draw(self, size: int, draw: int) -> None:
        rng = stream(self.seed, "sample", draw, size)
        rows = rng.choice(len(self.problem.x), size, replace=False)
        _, g = self.problem.gradient(self.W, rows)
        self.squares[size].append(float(((g - self.exact).astype(float) ** 2).sum()))
        self.angles[size].append(angle(g, self.exact))

    def said(self) -> dict[str, Any]:
        """Sizes, what was measured, what is expected, the exact gradient's length, the angles."""
        examples = len(self.problem.x)
        return {
            "sizes": self.sizes,
            "measured": [math.sqrt(sum(each) / len(each)) for each in self.squares.values()],
            "expected": [deviation(self.trace, size, examples) for size in self.sizes],
            "exact": float(np.linalg.norm(self.exact)),
            "angles": [{"batch": size, **spread(self._angles(size))} for size in self.lanes],
        }

    def _angles(self, size: int) -> list[float]:
        """What was drawn of a lane's size; of all the examples there is one batch alone."""
        return self.angles.get(size) or [angle(self.exact, self.exact)]
