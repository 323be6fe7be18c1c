"""Losses as on a processor, row by row; every run has numbers of its own for its loss."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.backend import Array
from engine.gpu.operations import kernel
from engine.losses import LOSSES, Loss, softmax

NUMBERS = 3  # of a loss, a run

ARGUMENTS = (
    "in T scores, in int target, in float numbers, out T dscores, out float losses, "
    "out int right, int rows, int n, int classes, float share"
)
MARGINS = {"hinge": "margins", "squared_hinge": "margins"}
MARGINS |= {"one_vs_all": "margins", "structured": "margins"}


def loss_numbers(loss: Loss) -> tuple[float, ...]:
    """What the kernel `loss_<key>` reads of a loss, NUMBERS of them."""
    unit = {"unit": loss.unit} if hasattr(loss, "unit") else {}
    fields = {n: v for n, v in vars(loss).items() if n != "base"} | unit
    numbers = [float(value) for value in fields.values()]
    return (*numbers, *[0.0] * (NUMBERS - len(numbers)))


def _of_run(key: str, numbers: Array) -> tuple[Loss, float]:
    """The loss that `loss_numbers` was asked about, with natural logarithms, and its unit."""
    first, second, third = numbers.tolist()
    entry: Callable[..., Loss] = LOSSES[key]
    if key == "softmax":
        return entry(smoothing=first, temperature=second), third
    if key in ("hinge", "squared_hinge"):
        return entry(margin=first, own=bool(second), mean=bool(third)), 1.0
    return (entry() if key == "squared" else entry(margin=first)), 1.0


def _declare(key: str) -> None:
    @kernel(f"loss_{key}", ARGUMENTS, source=MARGINS.get(key, "losses"))
    def loss(
        scores: Array,
        target: Array,
        numbers: Array,
        dscores: Array,
        losses: Array,
        right: Array,
        rows: int,
        n: int,
        classes: int,
        share: float,
    ) -> None:
        """L_i of scores (R, N, K), `share` dL_i/dscores, and whether the right class leads."""
        for run, given in enumerate(scores):
            each, unit = _of_run(key, numbers[run])
            cost, slope = each.each(given, target[run])
            losses[run] = cost / unit
            dscores[run] = slope * (share / unit)
            right[run] = given.argmax(axis=1) == target[run]


for _key in ("softmax", "squared", *MARGINS):
    _declare(_key)


@kernel(
    "judge",
    "in T scores, in int target, out int predicted, out float chance, inout int confusion, "
    "int rows, int n, int classes",
    source="losses",
)
def judge(
    scores: Array,
    target: Array,
    predicted: Array,
    chance: Array,
    confusion: Array,
    rows: int,
    n: int,
    classes: int,
) -> None:
    """The leading class of each row (R, N, K), its probability; counts target and prediction."""
    predicted[...] = scores.argmax(axis=2)
    for run, given in enumerate(scores):
        chance[run] = softmax(given).max(axis=1)
        np.add.at(confusion[run], (target[run], predicted[run]), 1)


@kernel(
    "add_view",
    "in T scores, inout float sum, float weight, int first, int n",
    source="losses",
)
def add_view(scores: Array, sum: Array, weight: float, first: int, n: int) -> None:
    """Add up the scores of several views of the same images; the first one begins anew."""
    sum[...] = weight * scores + (0 if first else sum)
