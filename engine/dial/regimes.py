"""What a learning rate does to the lecture's network: the regimes of slides 89 and 195 to 199."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock

import numpy as np

from engine.backend import Array
from engine.dial.course import Course, train
from engine.dial.problem import BATCH, IMAGES, STEPS, Problem, problem
from engine.race.racers import HIGHEST_RATE, LOWEST_RATE

REGIMES = ("low", "good", "high", "very_high")
EPOCH = IMAGES // BATCH  # updates; the sweep is judged as often, as on the slides
SLIDES = {"S196": 1e-6, "S199": 3e-3, "S198": 1e6}  # what the lecture tried
GOOD = 0.25  # of the deepest fall of all rates
TURNS = 0.25  # of the steps: where more overshoot, the rate is high
FINE, A_DECADE = (-4, -2), 4  # powers of ten between which so many rates are tried, else one
_SWEEPING = Lock()  # it takes a second or two: a class that asks at once waits for one


@dataclass(frozen=True)
class Sweep:
    """The course of every rate, the loss it ends at (R,), its regime; the deepest fall of all."""

    course: Course
    ends: Array
    regimes: tuple[str, ...]
    deepest: float

    def row(self, rate: float) -> int:
        """Where a rate that was tried stands."""
        return int(np.flatnonzero(self.course.rates == rate)[0])


def sweep() -> Sweep:
    """Learning rates from 1e-7 to 1e6, once a process; raises DataRefused without the images."""
    with _SWEEPING:
        return _swept()


@lru_cache(maxsize=1)
def _swept() -> Sweep:
    epochs = [*range(0, STEPS, EPOCH), *range(STEPS - EPOCH + 1, STEPS)]
    course = train(learned(problem()), rates_tried(), np.array(epochs))
    ends = ends_of(course)
    deepest = float(course.loss[0, 0] - np.nanmin(ends))
    said = tuple(regime(course, row, deepest) for row in range(len(ends)))
    return Sweep(course, ends, said, deepest)


def rates_tried() -> Array:
    """Powers of ten, more where one regime gives way to another, and the lecture's own, (R,)."""
    low, high = (round(np.log10(rate)) for rate in (LOWEST_RATE, HIGHEST_RATE))
    whole = {float(f"1e{power}") for power in range(low, high + 1)}
    first, last = (A_DECADE * power for power in FINE)
    fine = {float(f"{10 ** (k / A_DECADE):.3g}") for k in range(first, last)}
    return np.array(sorted(whole | fine | set(SLIDES.values())))


def learned(whole: Problem) -> Problem:
    """The problem without the images held out."""
    n = whole.images
    return replace(whole, kernel=whole.kernel[:n], hidden=whole.hidden[:n], y=whole.y[:n])


@lru_cache(maxsize=64)
def judged(rate: float) -> Course:
    """The course of one rate, judged after every step."""
    return train(problem(), np.array([rate]), np.arange(STEPS))


def ends_of(course: Course) -> Array:
    """The mean loss of the last epoch, (R,): a batch more or less moves it little."""
    late: Array = course.loss[course.steps > STEPS - EPOCH].mean(0)
    return late


def regime(course: Course, row: int, deepest: float) -> str:
    """Above the start or no number: very high; overshooting: high; else good or low.

    Good is at least a quarter of the deepest fall of all rates.
    """
    start, end = course.loss[0, row], ends_of(course)[row]
    if not end <= start:
        return "very_high"
    if overshoots(course, row).mean() > TURNS:
        return "high"
    return "good" if start - end >= GOOD * deepest else "low"


def overshoots(course: Course, row: int) -> Array:
    """Whether each step is longer than the curvature along it allows, (T,)."""
    over: Array = course.rates[row] > course.limits[:, row]
    return over
