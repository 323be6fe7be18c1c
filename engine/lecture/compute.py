"""How the engine computes the numbers of the lecture, by the names that `numbers.json` uses."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from engine.backend import Array
from engine.differences.secant import secant
from engine.expressions import read
from engine.layers import Workspace
from engine.lecture.batches import BATCHES
from engine.lecture.linear import LINEAR
from engine.lecture.penalized import PENALIZED
from engine.lecture.points import POINTS
from engine.lecture.second import SECOND
from engine.lecture.tries import TRIES
from engine.losses import LOSSES, softmax
from engine.network import PRESETS, Network
from engine.penalties import PENALTIES
from engine.rules import RULES, trajectory
from engine.rules.momentum import Momentum
from engine.schedules import SCHEDULES
from engine.training.pixels import normalized

Fields = Mapping[str, Any]

NONE: Fields = {}
START = (1.0, 1.0)


def valley(w: Array) -> tuple[float, Array]:
    """The lecture's long valley, f = 1/2 (x^2 + 10 y^2), and its gradient."""
    g = np.array([1.0, 10.0]) * w
    return float(g @ w) / 2, g


def slope(w: Array) -> tuple[float, Array]:
    """A straight slope, f = x, and its gradient, 1 everywhere."""
    return float(w[0]), np.ones_like(w)


def mean_loss(
    loss: str, scores: Sequence[Sequence[float]], target: Sequence[int], fields: Fields = NONE
) -> float:
    """The mean loss of a few rows of scores."""
    value, _ = LOSSES[loss](**fields)(np.array(scores, float), np.array(target))
    return float(value)


def probability(scores: Sequence[float], k: int) -> float:
    """The softmax probability of class k."""
    return float(softmax(np.array([scores], float))[0, k])


def penalty_size(penalty: str, w: Sequence[Sequence[float]]) -> float:
    """R(W), as printed."""
    return PENALTIES[penalty]().size(np.array(w, float))


def initial_loss(classes: int, weights: int, std: float, strength: float) -> float:
    """Equal scores, and `weights` weights whose mean square is std^2, under the L2 penalty."""
    data = mean_loss("softmax", [[0.0] * classes], [0])
    return data + PENALTIES["l2"]().value(np.full(weights, std), strength)


def walk(rule: str, lr: float, steps: int, coordinate: int, fields: Fields = NONE) -> float:
    """A coordinate after some steps of a rule down the valley."""
    walked = trajectory(RULES[rule](**fields), valley, START, steps, lr)
    return float(walked.points[-1, coordinate])


def walk_value(rule: str, lr: float, steps: int) -> float:
    """The height after some steps of a rule down the valley."""
    return float(trajectory(RULES[rule](), valley, START, steps, lr).values[-1])


def terminal(mu: float) -> float:
    """The last step of momentum down a straight slope, over the step of SGD."""
    walked = trajectory(Momentum(mu), slope, [0.0], 5000, 1.0)
    return float(-walked.slots["v"][-1, 0])


def first_step(rule: str) -> float:
    """The length of the first step of a rule, over the learning rate."""
    walked = trajectory(RULES[rule](), slope, [0.0], 1, 1.0)
    return float(-walked.points[1, 0])


def rate(schedule: str, t: int, lr: float, fields: Fields) -> float:
    """The learning rate at time t of a run of 100."""
    return lr * SCHEDULES[schedule](**fields).rate(t, 100)


def difference_quotient(before: float, after: float, h: float) -> float:
    """(L(w + h) - L(w)) / h, of losses as they are printed."""
    return (after - before) / h


def slope_of_squares(x: float, h: float) -> float:
    """The forward difference of f = x^2."""
    return secant(read("x^2"), x, h).forward


def update_ratio(update: float, weight: float) -> float:
    """|change of W| / |W| of one SGD step, where every weight and every step has one size."""
    w = np.full(100, weight)
    RULES["sgd"]().update(w, np.full(100, update), {}, 1, {"lr": 1.0}, lambda name: np.empty(100))
    return float(np.linalg.norm(w - weight) / np.linalg.norm(np.full(100, weight)))


def parameters(preset: str, layer: int | None = None) -> float:
    """How many numbers a network learns, or its n-th layer that learns any, n from 0."""
    learning = [plan.weights for plan in _network(preset).plans if plan.weights]
    counts = [sum(math.prod(w.shape) for w in weights) for weights in learning]
    return float(sum(counts) if layer is None else counts[layer])


def multiply_adds(preset: str) -> float:
    """Multiply-adds of one forward pass of one image."""
    return float(_network(preset).macs)


def brightest() -> float:
    """The largest input that a pixel of any colour becomes before a network sees it."""
    white = np.full((1, 1, 1, 3), 255, np.uint8)
    return float(normalized(white, Workspace(np, "float64")).max())


def _network(preset: str) -> Network:
    return Network(PRESETS[preset].layers)


HERE = (
    mean_loss,
    probability,
    penalty_size,
    initial_loss,
    walk,
    walk_value,
    terminal,
    first_step,
    rate,
    difference_quotient,
    slope_of_squares,
    update_ratio,
    parameters,
    multiply_adds,
    brightest,
)
FUNCTIONS: dict[str, Callable[..., float]] = (
    LINEAR | POINTS | PENALIZED | BATCHES | TRIES | SECOND | {made.__name__: made for made in HERE}
)
