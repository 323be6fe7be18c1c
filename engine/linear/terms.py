"""What each class contributes to the loss of a point: the numbers between scores and L_i."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from engine.backend import Array
from engine.losses import softmax

MARGIN = 1.0  # the lecture's; the losses' own default

Terms = Callable[[Array, Array], Array]


def _margins(scores: Array, target: Array) -> Array:
    """max(0, s_j - s_y + 1) for every j but y."""
    rows = np.arange(len(scores))
    m = (scores - scores[rows, target][:, None] + MARGIN).clip(min=0)
    m[rows, target] = 0
    return m


def _worst(scores: Array, target: Array) -> Array:
    """The same for the highest rival alone, the first of equal ones."""
    rows = np.arange(len(scores))
    others = scores.copy()
    others[rows, target] = -np.inf
    m, rival = np.zeros_like(scores), others.argmax(axis=1)
    m[rows, rival] = _margins(scores, target)[rows, rival]
    return m


def _binary(scores: Array, target: Array) -> Array:
    """max(0, 1 - t_j s_j), with t_y = 1 and t_j = -1 elsewhere."""
    t = np.full_like(scores, -1)
    t[np.arange(len(scores)), target] = 1
    return (MARGIN - t * scores).clip(min=0)


def _probabilities(scores: Array, target: Array) -> Array:
    """p_k = exp(s_k) / sum_j exp(s_j)."""
    return softmax(scores)


FORMULATIONS: Mapping[str, Terms] = {
    "hinge": _margins,
    "one_vs_all": _binary,
    "structured": _worst,
    "softmax": _probabilities,
}


def terms(loss: str, scores: Array, target: Array) -> Array:
    """The term of every class, (N, K): hinges, which add up to L_i, or p_k, where L_i = -ln p_y."""
    with np.errstate(over="ignore", invalid="ignore"):
        return FORMULATIONS[loss](scores, target)
