"""One rule under several schedules, many times over, the noise different from run to run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.backend import Array
from engine.expressions import Graph
from engine.race.course import Race, race
from engine.random import stream
from engine.rules import Rule
from engine.schedules import Schedule

LAST = 0.1  # the share of a run over which its floor is averaged


@dataclass(frozen=True)
class Paced:
    """Learning rates (T, K); the first run of every schedule; mean heights of all (T + 1, K).

    `floors` (K,) are the means of those heights over the last tenth of the run.
    """

    rates: Array
    first: Race
    above: Array
    floors: Array


def rates_of(schedule: Schedule, lr: float, steps: int) -> Array:
    """The learning rate of every update, (steps,)."""
    return lr * np.array([schedule.rate(step, steps) for step in range(steps)])


def paced(
    graph: Graph, rule: Rule, rates: Array, start: tuple[float, float], noise: Array, lowest: float
) -> Paced:
    """`rule` at `rates` (T, K), each as often as `noise` (T + 1, M, 2) has runs."""
    steps, many = rates.shape
    runs = noise.shape[1]
    entered = [(rule, rates[:, k]) for k in range(many) for _ in range(runs)]
    raced = race(graph, entered, start, steps, np.tile(noise, (1, many, 1)))
    above = (raced.values - lowest).reshape(steps + 1, many, runs).mean(-1)
    last = max(1, round(LAST * steps))
    return Paced(rates, _every(raced, runs), above, above[-last:].mean(0))


def noises(seed: int, sigma: float, steps: int, runs: int) -> Array:
    """Gradient noise of standard deviation `sigma`, (steps + 1, runs, 2)."""
    return sigma * stream(seed, "noise", 0).standard_normal((steps + 1, runs, 2))


def hover(curvatures: Sequence[float], lr: float, sigma: float) -> float:
    """The mean height at which a constant rate hovers above the bottom of a quadratic valley.

    lr sigma^2 / 2 sum_i 1 / (2 - lr lambda_i), from w <- (1 - lr lambda) w - lr noise; infinite
    from lr = 2 / lambda on.
    """
    if lr * max(curvatures) >= 2:
        return float("inf")
    return lr * sigma**2 / 2 * sum(1 / (2 - lr * curvature) for curvature in curvatures)


def _every(run: Race, runs: int) -> Race:
    """The first of every `runs` rows."""
    rows = slice(None, None, runs)
    return replace(
        run,
        points=run.points[:, rows],
        values=run.values[:, rows],
        gradients=run.gradients[:, rows],
        slots=run.slots[:, rows],
        ends=run.ends[rows],
    )
