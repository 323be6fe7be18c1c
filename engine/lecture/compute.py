"""How the engine computes the numbers of the lecture, by the names that `numbers.json` uses."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from engine.backend import Array
from engine.lecture.examples import S47, S61_PAIR, S61_X, slide_39, table
from engine.losses import LOSSES, softmax
from engine.network import PRESETS, Network
from engine.penalties import PENALTIES
from engine.rules import RULES, trajectory
from engine.rules.momentum import Momentum
from engine.scaling import Scaling
from engine.schedules import SCHEDULES
from engine.scores import Shapes, linear_scores

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


def linear_parameters(classes: int, pixels: int, biases: bool = True) -> float:
    """What a linear classifier learns; without the biases, the numbers in W."""
    shapes = Shapes(pixels, classes, 1)
    return float(shapes.parameters if biases else shapes.weights)


def largest_pixel() -> float:
    """The largest pixel of slide 39."""
    return float(slide_39()[1].max())


def slide_39_score(row: int, biased: bool = True) -> float:
    """A score of slide 39, or only its dot product."""
    W, x, b = slide_39()
    return float(linear_scores(W, x, b if biased else np.zeros_like(b))[row])


def slide_39_loss(loss: str, right: int) -> float:
    """The loss of the scores of slide 39, were class `right` the right one."""
    return mean_loss(loss, [linear_scores(*slide_39()).tolist()], [right])


def scaled_argument(image: int, wrong: int, scale: float) -> float:
    """s_j - s_y + 1 of slide 47, all scores multiplied by `scale`."""
    return float(_slide_47().arguments(scale)[image, wrong])


def scaled_loss(scale: float, image: int | None = None) -> float:
    """The SVM loss of slide 47, all scores multiplied by `scale`: of one image or the mean."""
    losses = _slide_47().losses(scale)
    return float(losses.mean() if image is None else losses[image])


def _slide_47() -> Scaling:
    return Scaling(table(S47), np.arange(3), PENALTIES["none"](), 0.0)


def slide_61_score(row: int) -> float:
    """The score of the first or second row of weights."""
    return float(linear_scores(table(S61_PAIR), table(S61_X)[0], np.zeros(2))[row])


def slide_61_size(penalty: str, row: int) -> float:
    """R(w) of the first or second row of weights, as printed."""
    return PENALTIES[penalty]().size(table(S61_PAIR)[row])


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


def _network(preset: str) -> Network:
    return Network(PRESETS[preset].layers)


FUNCTIONS: dict[str, Callable[..., float]] = {
    made.__name__: made
    for made in (
        mean_loss,
        probability,
        linear_parameters,
        largest_pixel,
        slide_39_score,
        slide_39_loss,
        scaled_argument,
        scaled_loss,
        slide_61_score,
        slide_61_size,
        penalty_size,
        initial_loss,
        walk,
        walk_value,
        terminal,
        first_step,
        rate,
        update_ratio,
        parameters,
        multiply_adds,
    )
}
