"""What a learning rate does to plain gradient descent: the regimes of slide 89."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.expressions import Graph, evaluate
from engine.race.course import Race, race
from engine.race.racers import HIGHEST_RATE, LOWEST_RATE
from engine.rules import RULES

REGIMES = ("low", "good", "high", "very_high", "undefined")
ARRIVED = 0.01  # of the height at the start: at or below it the walk has arrived
A_DECADE = 10  # learning rates tried


@dataclass(frozen=True)
class Sweep:
    """Learning rates (R,), the height each ends at over the height of the start, its regime."""

    rates: Array
    left: Array
    regimes: tuple[str, ...]
    lowest: float
    steepest: float
    """Largest curvature at the lowest place found: above 2 / it a walk there grows."""


def sweep(graph: Graph, start: tuple[float, float], steps: int, lowest: float | None) -> Sweep:
    """Plain gradient descent at every learning rate from 1e-7 to 1e6, as one race."""
    decades = round(np.log10(HIGHEST_RATE / LOWEST_RATE))
    rates = np.geomspace(LOWEST_RATE, HIGHEST_RATE, decades * A_DECADE + 1)
    run = race(graph, [(RULES["sgd"](), float(rate)) for rate in rates], start, steps)
    seen = run.values[np.isfinite(run.values)]
    least = lowest if lowest is not None else (float(seen.min()) if seen.size else 0.0)
    left = heights_left(run, least)
    found = np.where(np.isfinite(left), left, np.inf)
    end = run.points[-1, int(found.argmin())]
    said = tuple(regime(run, row, left[row]) for row in range(len(rates)))
    return Sweep(rates, left, said, least, curvature(graph, end))


def heights_left(run: Race, lowest: float) -> Array:
    """(f at the end - lowest) / (f at the start - lowest) of every row; NaN where one ended."""
    with np.errstate(all="ignore"):
        above, first = run.values[-1] - lowest, run.values[0] - lowest
        left: Array = np.where(above == first, 1.0, above / first)
    return np.where((above == 0) & (first == 0), 0.0, left)


def regime(run: Race, row: int, left: float) -> str:
    """Arrived is good; else too high where steps turn back on one another, too low where not."""
    end = run.ends[row]
    if end is not None:
        return "very_high" if end.kind in ("far", "large") else "undefined"
    if not left <= 1:
        return "very_high" if left > 1 else "undefined"
    if left <= ARRIVED:
        return "good"
    slopes = run.gradients[(len(run.gradients) - 1) // 2 :, row]
    turns = (slopes[1:] * slopes[:-1]).min(-1) < 0
    return "high" if turns.mean() > 0.5 else "low"


def curvature(graph: Graph, point: Array, h: float = 1e-4) -> float:
    """The largest eigenvalue of the Hessian, by central differences of the gradient."""
    if not np.isfinite(point).all():
        return float("nan")
    around = np.concatenate([point + h * np.eye(2), point - h * np.eye(2)])
    _, slopes = evaluate(graph, around)
    hessian = (slopes[:2] - slopes[2:]) / (2 * h)
    if not np.isfinite(hessian).all():
        return float("nan")
    return float(np.linalg.eigvalsh((hessian + hessian.T) / 2)[-1])
