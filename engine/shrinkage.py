"""Minima of a loss plus a penalty: how weights shrink, and which of them end at exactly 0."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.penalties import Penalty

STILL = 1e-14  # a sweep that moves no weight by more than this is the last one
MOST_SWEEPS = 1000


@dataclass(frozen=True, eq=False)
class Bowl:
    """The quadratic loss f(w) = 1/2 (w - a)^T H (w - a) of D weights, zero at its minimum a.

    Attributes:
        minimum: a, (D,).
        curvature: H, (D, D), symmetric and positive definite.
    """

    minimum: Array
    curvature: Array

    def value(self, w: Array) -> float:
        """f(w)."""
        slope = self.gradient(w)
        return float(sum((w[k] - self.minimum[k]) * slope[k] for k in range(len(w)))) / 2

    def gradient(self, w: Array) -> Array:
        """H (w - a), (D,), or (D, P) for P columns of weights."""
        return np.array([self.slope(w, j) for j in range(len(w))])

    def slope(self, w: Array, j: int) -> Array:
        """The j-th number of the gradient; added from left to right."""
        away = [w[k] - self.minimum[k] for k in range(len(w))]
        total = self.curvature[j, 0] * away[0]
        for k in range(1, len(w)):
            total = total + self.curvature[j, k] * away[k]
        return total


def coordinate_descent(bowl: Bowl, penalty: Penalty, strengths: Array) -> Array:
    """argmin_w f(w) + share * strength * R(w), (D, P), for P strengths at once.

    One weight after another goes to the minimum along its own axis, which is a proximal step:
    w_j <- shrink(w_j - f_j(w) / H_jj, strength / H_jj), with f_j the slope. Starts at a.
    Source: Friedman, Hastie & Tibshirani 2010, https://doi.org/10.18637/jss.v033.i01.
    """
    w = np.repeat(bowl.minimum[:, None], len(strengths), axis=1)
    for _ in range(MOST_SWEEPS):
        before = w.copy()
        for j in range(len(w)):
            own = bowl.curvature[j, j]
            w[j] = penalty.shrink(w[j] - bowl.slope(w, j) / own, strengths / own)
        if abs(w - before).max() <= STILL:
            break
    return w


@dataclass(frozen=True, eq=False)
class Fit:
    """Where a search for a minimum ended.

    Attributes:
        weights: what was searched for, (D,).
        steps: how many steps it took.
        settled: whether the last step was short enough; else the search was cut off.
    """

    weights: Array
    steps: int
    settled: bool


def proximal_gradient(
    gradient: Callable[[Array], Array],
    shrink: Callable[[Array, float], Array],
    start: Array,
    rate: float,
    tolerance: float,
    most: int,
) -> Fit:
    """Minimize a smooth loss plus a penalty: w <- shrink(v - rate * gradient(v), rate).

    v runs ahead of w with momentum, which starts anew whenever it points uphill. Ends when
    |w - v| / rate, the slope that is left, is at most `tolerance` in every weight.
    Source: Beck & Teboulle 2009, https://doi.org/10.1137/080716542; O'Donoghue & Candes 2015,
    https://doi.org/10.1007/s10208-013-9150-3.
    """
    w, v, t = start.copy(), start.copy(), 1.0
    for step in range(1, most + 1):
        new = shrink(v - rate * gradient(v), rate)
        back, moved = v - new, new - w
        w = new
        if abs(back).max() <= tolerance * rate:
            return Fit(w, step, True)
        if back @ moved > 0:
            v, t = w.copy(), 1.0
            continue
        ahead = (1 + math.sqrt(1 + 4 * t * t)) / 2
        v, t = w + (t - 1) / ahead * moved, ahead
    return Fit(w, most, False)


def balance(penalty: Penalty, w: Array, gradient: Array, strength: float) -> Array:
    """What the penalty adds to the slope of each weight, (D,), at a minimum of the sum.

    At a weight of exactly 0 a kink of R allows any slope between -strength and strength; there
    it is the one that holds the loss in balance, -gradient, as far as that range goes.
    """
    added = np.zeros_like(w)
    penalty.add_gradient(w, added, strength, lambda _: np.empty_like(w))
    most = strength * penalty.kink
    return np.where(w == 0, added - gradient.clip(-most, most), added)
