"""Three ways to look for a good W, each with one evaluation of the loss a try.

Slide 70 draws every W anew. Local random search takes a small random step from the best W
and goes back when it did not help. Gradient descent (slides 72 and 85) asks for the slope.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.backend import Array
from engine.random import stream
from engine.search.declared import RIDERS, SearchSettings
from engine.search.problem import SHAPE, Problem

RANDOM, LOCAL, GRADIENT = range(len(RIDERS))


class Riders:
    """W tried now and the best W so far, (3, 10, 3073) each, in the order of RIDERS."""

    def __init__(self) -> None:
        self.tried = np.zeros((len(RIDERS), *SHAPE), np.float32)
        self.best = np.zeros_like(self.tried)
        self.lowest: list[float | None] = [None] * len(RIDERS)
        self.found = [0] * len(RIDERS)  # the try at which the best W came
        self._slope = np.empty(SHAPE, np.float32)

    def propose(self, settings: SearchSettings, step: int) -> None:
        """Write the W of try `step` (from 1): the first is the same for all three."""
        tried = self.tried
        draw(settings.seed, step, RANDOM, settings.scale, tried[RANDOM])
        if step == 1:
            tried[LOCAL] = tried[GRADIENT] = tried[RANDOM]
        else:
            draw(settings.seed, step, LOCAL, settings.jump, tried[LOCAL])
            tried[LOCAL] += self.best[LOCAL]

    def keep(self, losses: Sequence[float], step: int) -> None:
        """Keep what is better than everything before: the running minimum of each."""
        for r, loss in enumerate(losses):
            lowest = self.lowest[r]
            if lowest is None or loss < lowest:
                self.lowest[r], self.found[r] = loss, step
                self.best[r] = self.tried[r]

    def descend(self, problem: Problem, lr: float) -> None:
        """W <- W - lr dL/dW: the next W that gradient descent tries."""
        slope = problem.gradient(self._slope)
        slope *= np.float32(lr)
        self.tried[GRADIENT] -= slope


def draw(seed: int, step: int, lane: int, scale: float, out: Array) -> None:
    """Write W = randn(10, 3073) * scale of one try; every rider has a lane of its own."""
    stream(seed, "search", step, lane).standard_normal(dtype=np.float32, out=out)
    out *= np.float32(scale)
