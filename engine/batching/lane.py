"""One batch size in the race: its weights, how it got there and what that took."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np

from engine.backend import Array
from engine.batching.problem import Problem
from engine.course.batches import Order

Meta = dict[str, Any]


class Lane:
    """W <- W - rate * g_B, as often as the examples given so far allow.

    Every lane takes the examples in the same order. The loss of a linear classifier has a
    bounded gradient, so its weights stay finite at any rate.
    """

    def __init__(self, problem: Problem, batch: int, seed: int) -> None:
        self.problem, self.batch = problem, batch
        self.W = problem.start.copy()
        self.order = Order(np.arange(len(problem.x)), seed)
        self.updates, self.seconds, self.loss = 0, 0.0, math.nan
        self.mean = np.zeros(self.W.shape)
        self.count, self.squares = 0, 0.0

    def learn(self, examples: int, rate: float) -> None:
        """Update until less than one batch is left of `examples`, and note the seconds."""
        began = time.perf_counter()
        losses = []
        while self.order.seen + self.batch <= examples:
            loss, g = self.problem.gradient(self.W, self.order.take(self.batch))
            self.W -= self.W.dtype.type(rate) * g
            self.updates += 1
            losses.append(loss)
        if losses:
            self.loss = sum(losses) / len(losses)
            self.seconds += time.perf_counter() - began

    def wander(self) -> None:
        """Take the weights of now into their mean and spread (Welford 1962)."""
        self.count += 1
        off = self.W - self.mean
        self.mean += off / self.count
        self.squares += float((off * (self.W - self.mean)).sum())

    @property
    def ball(self) -> float | None:
        """sqrt(mean ||W - mean W||^2) of what `wander` took; None before."""
        return math.sqrt(self.squares / self.count) if self.count else None

    def arrays(self, k: int) -> dict[str, Array]:
        """Copies of the weights and of their mean."""
        return {f"weights/{k}.W": self.W.copy(), f"frozen/{k}.mean": self.mean.copy()}

    def meta(self) -> Meta:
        """The rest of what `load` needs."""
        names = ("updates", "seconds", "count", "squares")
        loss = self.loss if math.isfinite(self.loss) else None
        return {name: getattr(self, name) for name in names} | {
            "seen": self.order.seen,
            "loss": loss,
        }

    def load(self, W: Array, mean: Array | None, meta: Meta | None) -> None:
        """Go on from what `arrays` and `meta` returned; from the weights alone without a past."""
        self.W = np.array(W, self.W.dtype)
        if mean is None or meta is None:
            return
        self.mean = np.array(mean, float)
        self.order.seen = int(meta["seen"])
        self.updates, self.count = int(meta["updates"]), int(meta["count"])
        self.seconds, self.squares = float(meta["seconds"]), float(meta["squares"])
        self.loss = math.nan if meta["loss"] is None else float(meta["loss"])
