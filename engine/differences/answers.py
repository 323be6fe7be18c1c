"""Derivatives a reader writes, judged at many points by differences and by reverse mode."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.expressions import Graph, evaluate, read
from engine.random import stream
from engine.registry import Text

POINTS = 60
RIGHT = 1e-6  # relative error of a right answer, by the rule of the lecture
H = 1e-5
STEADY = 1e-6  # how far a factor may vary over the points and still be one factor


@dataclass(frozen=True)
class Exercise:
    """A function whose two slopes are asked for."""

    name: Text
    f: str


EXERCISES: dict[str, Exercise] = {
    "product": Exercise(("a product", "ضرب"), "x*y"),
    "neuron": Exercise(("a sigmoid neuron", "نورون سیگموید"), "1/(1 + exp(-(2*x - 3*y)))"),
    "tanh": Exercise(("tanh of a product", "تانژانت هذلولی یک ضرب"), "tanh(x*y)"),
    "softmax": Exercise(
        ("softmax loss, x right", "هزینهٔ سافت‌مکس، پاسخ درست x"), "log(exp(x) + exp(y)) - x"
    ),
    "squared": Exercise(
        ("squared hinge, x right", "لولای مربعی، پاسخ درست x"), "max(0, y - x + 1)^2"
    ),
}


@dataclass(frozen=True)
class Verdict:
    """What the check says of an answer.

    `kind`: right, sign, factor, other (the slope along the other variable), wrong, or undefined.
    `error` is the largest relative error, at `point`, where the answer is `said`, differences
    give `numeric`; `factor` is answer over slope where that is the same everywhere.
    """

    kind: str
    error: float
    point: tuple[float, float]
    said: float
    numeric: float
    factor: float = 1.0


def judge(f: Graph, answer: Graph, along: int) -> Verdict:
    """Check `answer` against the slope of f along x (0) or y (1) at 60 points in [-2, 2]^2."""
    points = stream(0, "noise", along).uniform(-2, 2, (POINTS, 2))
    slope = _differences(f, points, along)
    with np.errstate(all="ignore"):
        said = evaluate(answer, points)[0]
        exact = evaluate(f, points)[1]
        off = np.abs(said - slope) / np.maximum(1e-3, np.maximum(np.abs(said), np.abs(slope)))
    off = np.where(np.isfinite(off), off, np.inf)
    worst = int(off.argmax())
    place = (float(points[worst, 0]), float(points[worst, 1]))
    kind, factor = _kind(said, exact, along, float(off[worst]))
    return Verdict(kind, float(off[worst]), place, float(said[worst]), float(slope[worst]), factor)


def _kind(said: Array, exact: Array, along: int, worst: float) -> tuple[str, float]:
    if not np.isfinite(said).all():
        return "undefined", 1.0
    if worst < RIGHT:
        return "right", 1.0
    counted = np.abs(exact[:, along]) > 1e-9
    ratio = said[counted] / exact[counted, along]
    factor = float(np.median(ratio)) if counted.any() else 0.0
    steady = counted.any() and np.abs(ratio - factor).max() <= STEADY * max(1, abs(factor))
    if steady and factor and np.allclose(said[~counted], 0, atol=1e-6):
        return ("sign", -1.0) if abs(factor + 1) < STEADY else ("factor", factor)
    if np.allclose(said, exact[:, 1 - along], rtol=RIGHT, atol=1e-9):
        return "other", 1.0
    return "wrong", 1.0


def _differences(f: Graph, points: Array, along: int) -> Array:
    step = H * np.eye(2)[along]
    ahead, behind = (evaluate(f, points + sign * step)[0] for sign in (1, -1))
    slope: Array = (ahead - behind) / (2 * H)
    return slope


def exercise(key: str) -> Graph:
    """The graph of an exercise."""
    return read(EXERCISES[key].f)
