"""Finite differences against the gradient: is what is shown the slope of what is shown?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.linear.objective import Objective
from engine.linear.terms import terms

H = 1e-5
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Check:
    """How far the gradient is from (L(theta + h e) - L(theta - h e)) / 2h.

    Attributes:
        numeric: the differences, (P,).
        error: the largest |gradient - numeric| / max(1, |gradient|, |numeric|).
        rounding: what float64 alone may do to `error`: a loss of 1e20 has no digits left at h.
        kinks: coordinates, (P,), along which a term begins or ceases to count within h. There the
            loss has two slopes, and the gradient must lie between them.
    """

    numeric: Array
    error: float
    rounding: float
    kinks: Array

    @property
    def agrees(self) -> bool:
        """Whether the gradient is the slope, as far as float64 can tell."""
        return bool(self.error <= max(TOLERANCE, self.rounding))


def check(objective: Objective, theta: Array, gradient: Array) -> Check:
    """Differences along every coordinate of theta (P,), centred, in float64."""
    with np.errstate(over="ignore", invalid="ignore"):
        steps = H * np.eye(len(theta))
        up, down, here = (_total(objective, t) for t in (theta + steps, theta - steps, theta))
        numeric = (up - down) / (2 * H)
        kinks = _counted(objective, theta + steps) != _counted(objective, theta - steps)
        kinks = kinks.any(axis=(1, 2))
        sides = np.stack(((up - here) / H, (here - down) / H))
        beside = gradient - gradient.clip(sides.min(axis=0), sides.max(axis=0))
        off = np.where(kinks, np.abs(beside), np.abs(gradient - numeric))
        scale = np.maximum(1, np.maximum(np.abs(gradient), np.abs(numeric)))
        rounding = 8 * np.finfo(float).eps * np.abs(here) / H / scale.max()
    return Check(numeric, float((off / scale).max()), float(rounding), kinks)


def _total(objective: Objective, theta: Array) -> Array:
    data, added = objective.parts(theta)
    return data + added


def _counted(objective: Objective, theta: Array) -> Array:
    """Which terms count, (P, N, K)."""
    scores = objective.scores(theta)
    rows = scores.reshape(-1, objective.classes)
    target = np.tile(objective.y, len(theta))
    found: Array = terms(objective.loss.key, rows, target) > 0
    return found.reshape(scores.shape)
