"""Gradient descent, Newton, damped Newton, BFGS and L-BFGS from one start, every one counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.expressions import Graph, cause, evaluate
from engine.race import End, Race
from engine.race.course import FAR
from engine.second.counter import Counter, finite
from engine.second.model import SINGULAR, STILL
from engine.second.quasi import quasi

METHODS = ("gd", "newton", "damped", "bfgs", "lbfgs")
ARMIJO, HALVINGS = 1e-4, 40  # Nocedal & Wright 2006, chapter 3
LEAST = 1e-6  # of the larger curvature: what damping lifts the smaller one to
Walked = Iterator[tuple[Array, tuple[int, int, int]]]


@dataclass(frozen=True)
class Walks:
    """The race of the rows, and how often each had f, gradient and Hessian: (T + 1, R, 3)."""

    race: Race
    counts: Array
    lasts: tuple[int, ...]


def walks(
    graph: Graph,
    keys: tuple[str, ...],
    start: tuple[float, float],
    steps: int,
    lr: float,
    pairs: int,
) -> Walks:
    """At most `steps` iterations of every method; one that stands still stays where it is."""
    points = np.full((steps + 1, len(keys), 2), np.nan)
    counts = np.zeros((steps + 1, len(keys), 3), int)
    ends: list[End | None] = []
    lasts: list[int] = []
    for row, key in enumerate(keys):
        way = list(_way(key, graph, np.array(start, float), steps, lr, pairs))[: steps + 1]
        for k, (place, seen) in enumerate(way):
            points[k, row], counts[k, row] = place, seen
        last = len(way) - 1
        counts[last:, row] = counts[last, row]
        end = _end(graph, last, points[last, row], last < steps)
        if end is None:
            points[last:, row] = points[last, row]
        ends.append(end)
        lasts.append(last)
    return Walks(_race(graph, points, ends), counts, tuple(lasts))


def _way(key: str, graph: Graph, at: Array, steps: int, lr: float, pairs: int) -> Walked:
    """Where a method is and what it has asked, from the start to its last point."""
    counter = Counter(graph)
    if key in ("bfgs", "lbfgs"):
        yield at, (0, 0, 0)
        if finite(*counter.both(at)):
            counter.counts[:] = [0, 0, 0]
            yield from quasi(key, counter, at, steps, pairs)
        return
    yield at, counter.seen()
    for _ in range(steps):
        value, slope = counter.both(at)
        if not finite(value, slope) or np.hypot(*slope) < STILL:
            return
        moved = _step(key, counter, at, value, slope, lr)
        if moved is None:
            return
        at = at + moved
        yield at, counter.seen()
        if not finite(at) or np.abs(at).max() > FAR:
            return


def _step(
    key: str, counter: Counter, at: Array, value: float, slope: Array, lr: float
) -> Array | None:
    """What the method adds to x; None where it has no step."""
    if key == "gd":
        return -lr * slope
    bent = counter.hessian(at)
    if not finite(bent):
        return None
    curvatures, axes = np.linalg.eigh(bent)
    sizes = np.abs(curvatures)
    if key == "newton":
        if sizes.min() <= SINGULAR * sizes.max():
            return None
        newton: Array = -np.linalg.solve(bent, slope)
        return newton
    if sizes.max() == 0:
        return None
    lifted = np.maximum(sizes, LEAST * sizes.max())
    return _shortened(counter, at, value, slope, -axes @ ((axes.T @ slope) / lifted))


def _shortened(
    counter: Counter, at: Array, value: float, slope: Array, whole: Array
) -> Array | None:
    """Half the step until f falls by enough (Armijo 1966)."""
    share = 1.0
    for _ in range(HALVINGS):
        if counter.value(at + share * whole) <= value + ARMIJO * share * float(slope @ whole):
            return share * whole
        share /= 2
    return None


def _end(graph: Graph, last: int, point: Array, early: bool) -> End | None:
    """Why a row went no further; None where it arrived, or used up its steps."""
    x, y = (float(number) for number in point)
    if not np.abs(point).max() <= FAR:
        return End(last, "far", (x, y))
    why = cause(graph, x, y)
    if why:
        return End(last, why.kind, (x, y), why)
    _, slope = Counter(graph).both(point)
    if early and np.hypot(*slope) >= 1e-5:
        return End(last, "singular", (x, y))
    return None


def _race(graph: Graph, points: Array, ends: list[End | None]) -> Race:
    steps, rows, _ = points.shape
    values, slopes = evaluate(graph, points.reshape(-1, 2))
    slots = np.full((steps, rows, 2, 2), np.nan)
    return Race(
        points, values.reshape(steps, rows), slopes.reshape(points.shape), slots, tuple(ends)
    )
