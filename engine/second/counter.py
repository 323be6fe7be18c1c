"""f with a count of what was asked of it."""

from __future__ import annotations

import numpy as np

from engine.backend import Array
from engine.expressions import Graph, evaluate
from engine.second.jets import hessians


class Counter:
    """`counts` holds how often f, its gradient and its Hessian were computed."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.counts = [0, 0, 0]

    def value(self, at: Array) -> float:
        """The value f(x) alone."""
        self.counts[0] += 1
        return float(evaluate(self.graph, at[None])[0][0])

    def both(self, at: Array) -> tuple[float, Array]:
        """The value f(x) and its gradient (2,)."""
        self.counts[0] += 1
        self.counts[1] += 1
        values, slopes = evaluate(self.graph, at[None])
        return float(values[0]), slopes[0]

    def hessian(self, at: Array) -> Array:
        """The Hessian (2, 2)."""
        self.counts[2] += 1
        bent: Array = hessians(self.graph, at[None])[0]
        return bent

    def seen(self) -> tuple[int, int, int]:
        """The three counts now."""
        f, g, h = self.counts
        return f, g, h


def finite(*parts: float | Array) -> bool:
    """Whether every number is one."""
    return all(bool(np.isfinite(part).all()) for part in parts)
