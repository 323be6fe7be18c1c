"""A rule walking on a function of a few variables, for pages that teach it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.rules.base import Rule

Surface = Callable[[Array], tuple[float, Array]]


@dataclass(frozen=True)
class Trajectory:
    """Where the walk was: points (n + 1, D), values (n + 1,), slots by name (n + 1, D)."""

    points: Array
    values: Array
    slots: dict[str, Array]


def trajectory(rule: Rule, f: Surface, start: Sequence[float], n: int, lr: float) -> Trajectory:
    """Make n updates from `start` in float64; f maps a point (D,) to its value and gradient (D,).

    A walk that diverges goes on with infinities, in silence.
    """
    points = np.empty((n + 1, len(start)))
    points[0] = start
    slots = {name: np.zeros_like(points) for name in rule.slots}
    values = np.empty(n + 1)
    scratch: dict[str, Array] = defaultdict(lambda: np.zeros(len(start)))
    with np.errstate(over="ignore", invalid="ignore"):
        values[0], g = f(points[0].copy())
        for t in range(1, n + 1):
            for walk in (points, *slots.values()):
                walk[t] = walk[t - 1]
            now = {name: walk[t] for name, walk in slots.items()}
            rule.update(points[t], g, now, t, rule.hyper(lr), scratch.__getitem__)
            values[t], g = f(points[t].copy())
    return Trajectory(points, values, slots)
