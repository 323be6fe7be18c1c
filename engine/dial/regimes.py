"""What a learning rate does to the lecture's network: the regimes of slides 89 and 195 to 199."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

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
SHIPPED = Path(__file__).parent / "swept.json"  # it takes a second or two to compute


@dataclass(frozen=True)
class Sweep:
    """What every rate came to.

    Attributes:
        rates: the learning rates (R,).
        steps: after how many updates the loss was judged (J,).
        loss: of the images to learn from, NaN once scores are no numbers, (J, R).
        regimes: the regime of every rate, R words.
    """

    rates: Array
    steps: Array
    loss: Array
    regimes: tuple[str, ...]

    @property
    def ends(self) -> Array:
        """Where every rate ended, (R,)."""
        return ends_of(self)

    @property
    def deepest(self) -> float:
        """The deepest fall of the loss at any rate."""
        return float(self.loss[0, 0] - np.nanmin(self.ends))

    def row(self, rate: float) -> int:
        """Where a rate that was tried stands."""
        return int(np.flatnonzero(self.rates == rate)[0])


@cache
def sweep() -> Sweep:
    """Learning rates from 1e-7 to 1e6, as `computed` found and `python -m engine.dial` wrote."""
    kept = json.loads(SHIPPED.read_text(encoding="utf-8"))
    rates, steps = np.array(kept["rates"]), np.array(kept["steps"])
    return Sweep(rates, steps, np.array(kept["loss"], float), tuple(kept["regimes"]))


def computed() -> Sweep:
    """The same by training at every rate; raises DataRefused without the images."""
    epochs = [*range(0, STEPS, EPOCH), *range(STEPS - EPOCH + 1, STEPS)]
    course = train(learned(problem()), rates_tried(), np.array(epochs))
    bare = Sweep(course.rates, course.steps, course.loss, ())
    said = tuple(regime(course, row, bare.deepest) for row in range(len(course.rates)))
    return replace(bare, regimes=said)


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


def ends_of(course: Course | Sweep) -> Array:
    """The mean loss of the last epoch of every rate, (R,): a batch more or less moves it little."""
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
