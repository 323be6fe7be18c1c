"""The numbers of the losses page, frame by frame, as the engine computes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from engine.backend import Array
from engine.loss_steps import hinge_steps, softmax_steps
from engine.losses import Loss
from engine.losses.cross_entropy import CrossEntropy
from engine.losses.hinge import Hinge
from engine.losses.margins import MarginLoss
from engine.losses.squared_hinge import SquaredHinge

Pair = Mapping[str, Loss]  # "hinge" and "softmax"


def margin_loss(
    margin: float, *, square: bool = False, own: bool = False, mean: bool = False
) -> MarginLoss:
    """The SVM loss with the lecture's switches."""
    return (SquaredHinge if square else Hinge)(margin=margin, own=own, mean=mean)


def judged(pair: Pair, table: Array, y: Array) -> dict[str, Any]:
    """Answers, ranks and losses of all images; table (N, K), y (N,)."""
    each = {name: loss.per_example(table, y) for name, loss in pair.items()}
    predicted = table.argmax(axis=1)
    ranks = 1 + (table > table[np.arange(len(table)), y][:, None]).sum(axis=1)
    return {
        "y": y.tolist(),
        "predicted": predicted.tolist(),
        "rank": ranks.tolist(),
        "accuracy": float((predicted == y).mean()),
        "means": {name: float(values.mean()) for name, values in each.items()},
    } | {name: values.tolist() for name, values in each.items()}


def chains(
    hinge: MarginLoss, cross: CrossEntropy, scores: Array, y: int
) -> dict[str, dict[str, Any]]:
    """Both losses of one image (K,), every step of them."""
    row, right = scores[None], np.array([y])
    steps = {"hinge": hinge_steps(hinge, row, right), "softmax": softmax_steps(cross, row, right)}
    told = {
        key: {name: values[0].tolist() for name, values in vars(step).items()}
        for key, step in steps.items()
    }
    told["hinge"] |= {"scores": scores.tolist(), "margin": hinge.margin}
    for chain in told.values():
        chain |= {"y": y, "loss": chain.pop("losses")}
    return told


def jiggled(pair: Pair, table: Array, y: Array, by: float) -> dict[str, Any]:
    """Losses with the right score lower, as it is, higher; of each image."""
    rows = np.arange(len(table))
    moved = {name: table.copy() for name in ("down", "now", "up")}
    moved["down"][rows, y] -= by
    moved["up"][rows, y] += by
    return {
        key: {name: loss.per_example(scores, y).tolist() for name, scores in moved.items()}
        for key, loss in pair.items()
    }


def what_ifs(margin: float, table: Array, y: Array) -> dict[str, list[float]]:
    """Losses of every image, then their mean, were one thing of the plain SVM changed."""
    plain = margin_loss(margin)
    changed = {key: margin_loss(margin, **{key: True}) for key in ("own", "mean", "square")}
    told = {key: loss.per_example(table, y) for key, loss in changed.items()}
    told |= {"plain": plain.per_example(table, y), "zeros": plain.per_example(0 * table, y)}
    return {key: [*each.tolist(), float(each.mean())] for key, each in told.items()}


def listed(values: Any) -> dict[str, Any]:
    """A dataclass of arrays as lists."""
    return {name: value.tolist() for name, value in asdict(values).items()}
