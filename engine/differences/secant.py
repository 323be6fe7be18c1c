"""From the secant to the tangent: slopes of a function of x at one point, for any width h."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.expressions import Graph, evaluate

MOST, LEAST = -1.0, -15.0  # powers of ten
A_DECADE = 2


@dataclass(frozen=True)
class Secant:
    """f at x, x + h and x - h; (f(x+h) - f(x)) / h, (f(x+h) - f(x-h)) / 2h, and f'(x)."""

    here: float
    ahead: float
    behind: float
    forward: float
    centred: float
    exact: float


def secant(graph: Graph, x: float, h: float) -> Secant:
    """Both differences, and the slope of the graph's own reverse mode; y is 0."""
    values, slopes = evaluate(graph, np.array([[x, 0.0], [x + h, 0.0], [x - h, 0.0]]))
    here, ahead, behind = (float(value) for value in values)
    with np.errstate(all="ignore"):
        forward, centred = (ahead - here) / h, (ahead - behind) / (2 * h)
    return Secant(here, ahead, behind, forward, centred, float(slopes[0, 0]))


def widths() -> Array:
    """H from 1e-1 down to 1e-15, two a decade."""
    return np.logspace(MOST, LEAST, round((MOST - LEAST) * A_DECADE) + 1)
