"""What an update rule reads at a step, out of tables on the device."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.gpu.operations import kernel

HYPERS = ("factor", "first", "second", "eps", "decay", "l1", "l2")
NOW = ("rate", "keep1", "take1", "keep2", "take2", "eps", "shrink", "l1", "l2")


@kernel(
    "rule_numbers",
    "in float hyper, in float rates, in long clock, out float now, int runs, int groups, "
    "int total, int corrected",
    source="rules",
)
def rule_numbers(
    hyper: Array,
    rates: Array,
    clock: Array,
    now: Array,
    runs: int,
    groups: int,
    total: int,
    corrected: int,
) -> None:
    """What a rule reads at this step, now (R, G, NOW), of hyper (R, G, HYPERS), rates (R, total).

    A forgetting rate is 1 - beta, 1 - rho or 1 - mu, which keeps its digits near 0. The
    learning rate of step t, counted from 1, is rates[t - 1] times factor; the last one stays.
    """
    factor, first, second, eps, decay, l1, l2 = np.moveaxis(hyper.astype(np.float64), 2, 0)
    t = clock[:, None].astype(np.float64)
    at = np.minimum(clock, total).astype(np.int64) - 1
    rate = factor * rates[np.arange(runs), at][:, None]
    shrink = 1 - rate * decay
    if corrected:
        with np.errstate(divide="ignore"):  # beta = 0: the logarithm is -inf, the root 1
            root = np.sqrt(-np.expm1(t * np.log1p(-second)))
            rate = rate * root / -np.expm1(t * np.log1p(-first))
        eps = eps * root
    now[...] = np.stack((rate, 1 - first, first, 1 - second, second, eps, shrink, l1, l2), axis=2)


@dataclass(frozen=True)
class Numbers:
    """A row of `now`."""

    rate: float
    keep1: float
    take1: float
    keep2: float
    take2: float
    eps: float
    shrink: float
    l1: float
    l2: float
