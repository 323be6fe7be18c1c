"""Both losses of a table of scores, one step of the formula after the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.losses import softmax
from engine.losses.cross_entropy import CrossEntropy
from engine.losses.margins import MarginLoss
from engine.losses.probability import exponentials


@dataclass(frozen=True)
class HingeSteps:
    """How the SVM loss comes about; scores (N, K).

    Attributes:
        differences: s_j - s_y + margin, (N, K).
        clipped: max(0, of that), (N, K); at j = y it is the margin itself.
        margins: the same without j = y unless the loss includes it, (N, K).
        costs: what each margin costs, squared or not, (N, K).
        losses: L_i, (N,).
    """

    differences: Array
    clipped: Array
    margins: Array
    costs: Array
    losses: Array


def hinge_steps(loss: MarginLoss, scores: Array, target: Array) -> HingeSteps:
    """Every array of the vectorized code, as the lecture's slide 58 names them."""
    rows = np.arange(len(scores))
    differences = scores - scores[rows, target][:, None] + loss.margin
    clipped = np.maximum(0, differences)
    margins = clipped.copy()
    margins[rows, target] = loss.margin if loss.own else 0
    costs, _ = loss.bend(margins)
    return HingeSteps(differences, clipped, margins, costs, loss.per_example(scores, target))


@dataclass(frozen=True)
class SoftmaxSteps:
    """How the cross-entropy comes about; scores (N, K).

    Attributes:
        scaled: s / T, (N, K).
        exponentials: e^(s / T) as the slide writes it, infinite where it overflows, (N, K).
        shifted: s / T minus its greatest of the row, (N, K).
        safe: e^shifted, (N, K).
        sums: of safe, (N,).
        probabilities: safe / sums, (N, K).
        naive: -log p_y by the printed formula, which loses what is below 1e-16, (N,).
        losses: L_i = log1p(sum of the others) - shifted_y, (N,).
    """

    scaled: Array
    exponentials: Array
    shifted: Array
    safe: Array
    sums: Array
    probabilities: Array
    naive: Array
    losses: Array


def softmax_steps(loss: CrossEntropy, scores: Array, target: Array) -> SoftmaxSteps:
    """Every array between the scores and the losses."""
    rows = np.arange(len(scores))
    scaled = scores / loss.temperature
    shifted, *_ = exponentials(scaled)
    safe = np.exp(shifted)
    p = softmax(scaled)
    with np.errstate(over="ignore", divide="ignore"):
        naive = (0.0 - np.log(p[rows, target])) / loss.unit
        plain = np.exp(scaled)
    losses = loss.per_example(scores, target)
    return SoftmaxSteps(scaled, plain, shifted, safe, safe.sum(axis=1), p, naive, losses)


@dataclass(frozen=True)
class Trace:
    """Both losses of one row while one of its scores moves.

    Attributes:
        x: values of the score, ascending.
        hinge, softmax: the losses there.
        edge: where the margin to the strongest rival is met exactly.
    """

    x: Array
    hinge: Array
    softmax: Array
    edge: Array


def trace(hinge: MarginLoss, cross: CrossEntropy, scores: Array, y: int, moved: int) -> Trace:
    """Move score `moved` of one row (K,), whose right class is `y`, past everything it meets.

    The range does not depend on the moved score while that stays inside it, so that a page may
    draw the same picture all through a drag.
    """
    rival = np.delete(scores, moved).max()
    edge = rival + hinge.margin if moved == y else scores[y] - hinge.margin
    x = np.sort(np.append(np.linspace(*reach(scores, y, moved), POINTS), edge))
    table = np.tile(scores, (len(x), 1))
    table[:, moved] = x
    right = np.full(len(x), y)
    losses = hinge.per_example(table, right), cross.per_example(table, right)
    return Trace(x, *losses, np.asarray(edge))


POINTS = 161
NEAR = 8.0  # at least so far to both sides


def reach(scores: Array, y: int, moved: int) -> tuple[float, float]:
    """From where to where a score moves: around its rival, doubled until the score is inside."""
    rivals = np.delete(scores, moved)
    middle = float(rivals.max() if moved == y else scores[y])
    wide = NEAR
    while abs(float(scores[moved]) - middle) > wide:
        wide *= 2
    return middle - wide, middle + wide
