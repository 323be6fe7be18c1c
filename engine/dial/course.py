"""Many learning rates train the same network on the same batches, and how long a step may be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.dial.problem import Problem
from engine.losses import LOSSES


@dataclass(frozen=True)
class Course:
    """What R learning rates did over T steps.

    Attributes:
        rates: the learning rates (R,).
        steps: after how many updates all was judged (J,).
        loss: of all images to learn from (J, R).
        right: whether each image, also those held out, comes right (J, R, N + M); scores that are
            no numbers make it class 0, as they do in the lecture.
        limits: the learning rate above which a step ends higher than it began, by the slope and
            the curvature along it, (T, R); infinite where the loss curves downwards.
        lost: whether some right class has the probability 0 in float64, so that its loss as the
            lecture computes it, -log p, is infinite, (J, R).

    Once the scores of a rate are no numbers its loss and limits are NaN.
    """

    rates: Array
    steps: Array
    loss: Array
    right: Array
    limits: Array
    lost: Array


class Nets:
    """One network a learning rate, all at one step; `rows` are those whose scores are numbers.

    `a` (R, N + M, H) is what hidden neurons get, `W` (R, H, C) and `b` (R, 1, C) the second layer.
    """

    def __init__(self, problem: Problem, rates: Array) -> None:
        many, self.rows = len(rates), np.arange(len(rates))
        self.problem, self.rates = problem, rates[:, None, None]
        self.a = np.repeat(problem.hidden[None], many, 0)
        self.W = np.repeat(problem.W[None], many, 0)
        self.b = np.zeros((many, 1, problem.W.shape[1]))
        self.loss = LOSSES["softmax"]()

    def scores(self, rows: Array | slice) -> Array:
        """S = max(0, a) W + b, (R, n, C)."""
        s: Array = np.maximum(self.a[:, rows], 0) @ self.W + self.b
        return s

    def each(self, scores: Array, rows: Array | slice) -> tuple[Array, Array]:
        """Losses (R, n) and dL_i/ds_i (R, n, C)."""
        y = np.tile(self.problem.y[rows], len(scores))
        losses, slopes = self.loss.each(scores.reshape(-1, scores.shape[-1]), y)
        return losses.reshape(scores.shape[:2]), slopes.reshape(scores.shape)

    def judge(self) -> tuple[Array, Array, Array]:
        """Loss (R,), which images come right (R, N + M), whether a probability is 0 (R,)."""
        scores = self.scores(slice(None))
        losses = self.each(scores, slice(None))[0][:, : self.problem.images]
        right = scores.argmax(-1) == self.problem.y
        return losses.mean(-1), right, ~(np.exp(-losses) > 0).all(-1)

    def drop(self) -> None:
        """Leave out the networks whose scores are no numbers any more: they stay so."""
        kept = np.isfinite(self.a[:, 0]).all(-1) & np.isfinite(self.W).all((1, 2))
        if not kept.all():
            self.rows, self.rates = self.rows[kept], self.rates[kept]
            self.a, self.W, self.b = self.a[kept], self.W[kept], self.b[kept]

    def step(self, rows: Array) -> Array:
        """Do w <- w - lr g for one batch; returns the limits (R,)."""
        kernel, a = self.problem.kernel[:, rows], self.a[:, rows]
        _, slopes = self.each(self.scores(rows), rows)
        r, mask, dS = np.maximum(a, 0), a > 0, slopes / len(rows)
        dW, db = r.swapaxes(1, 2) @ dS, dS.sum(1, keepdims=True)
        da = kernel @ ((dS @ self.W.swapaxes(1, 2)) * mask)
        moved = da[:, rows] * mask
        first = moved @ self.W + r @ dW + db  # by how much scores fall a unit of the rate
        second = 2 * moved @ dW
        limits = self._limits(slopes, first, second, rows)
        self.a -= self.rates * da
        self.W -= self.rates * dW
        self.b -= self.rates * db
        return limits

    def _limits(self, slopes: Array, first: Array, second: Array, rows: Array) -> Array:
        """2 ||g||^2 / g^T H g = 2 / c, c the curvature along the step.

        Along w - e g scores are s - e f + e^2 h / 2, so that L falls by sum dS f = ||g||^2 and
        curves by sum_i f_i^T (diag p - p p^T) f_i / B + sum dS h: exact but at the kinks of ReLU.
        """
        p = slopes.copy()
        p[:, np.arange(len(rows)), self.problem.y[rows]] += 1
        mean = (p * first).sum(-1, keepdims=True)
        bend = (p * (first - mean) ** 2 + slopes * second).sum((1, 2))
        fall = (slopes * first).sum((1, 2))
        limits: Array = np.where(bend > 0, 2 * fall / bend, np.where(bend <= 0, np.inf, np.nan))
        return limits


def train(problem: Problem, rates: Array, judged: Array) -> Course:
    """Every rate from the same start; judged after each of the steps `judged`, and at the end."""
    rates = np.asarray(rates, float)
    many, steps = len(rates), np.unique([*judged, len(problem.batches)])
    nets = Nets(problem, rates)
    loss = np.full((len(steps), many), np.nan)
    right = np.tile(problem.y == 0, (len(steps), many, 1))
    lost = np.ones((len(steps), many), bool)
    limits = np.full((len(problem.batches), many), np.nan)
    at = {int(step): k for k, step in enumerate(steps)}
    with np.errstate(all="ignore"):
        for t in range(len(problem.batches) + 1):
            if t in at:
                k, rows = at[t], nets.rows
                loss[k, rows], right[k, rows], lost[k, rows] = nets.judge()
            if t < len(problem.batches):
                limits[t, nets.rows] = nets.step(problem.batches[t])
                nets.drop()
    return Course(rates, steps, loss, right, limits, lost)
