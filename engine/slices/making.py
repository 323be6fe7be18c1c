"""Trains the lecture's two-layer network on real images and cuts its loss along its own path.

The plane holds the first two principal directions of the training path, around the last weights
(Li, Xu, Taylor, Studer & Goldstein 2018, Visualizing the Loss Landscape of Neural Nets, section 7).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.backend import Array
from engine.data import DataSet
from engine.losses import LOSSES
from engine.network import PRESETS, Network
from engine.penalties import PENALTIES
from engine.random import stream
from engine.rules import RULES
from engine.training import Learner, Recipe, predict
from engine.training.named import named_arrays

IMAGES, BATCH, STEPS, EVERY, SEED = 1000, 100, 400, 4, 0
LEARNING_RATE = 0.01
COLUMNS, ROWS = 81, 41
RATIO = 0.46  # of a map, height over width
ROOM = 1.9  # width of the grid over that of the path


@dataclass(frozen=True, eq=False)
class Plane:
    """Weights: middle (P,), directions (2, P) of length 1; the path in it (T, 2)."""

    middle: Array
    directions: Array
    path: Array
    shares: Array


def train(data: DataSet) -> Array:
    """Weights (T, P) of the run, every few steps, in float64."""
    network = _network()
    rule = RULES["momentum"](mu=0.9)  # type: ignore[call-arg]
    recipe = Recipe(LOSSES["softmax"](), rule, PENALTIES["l2"]())
    learner = Learner(network, recipe, seed=SEED, shards=1)
    images, labels = data.train_x[:IMAGES], data.train_y[:IMAGES].astype(int)
    kept = [learner.board["weights"].copy()]
    try:
        for step in range(1, STEPS + 1):
            drawn = stream(SEED, "order", step).permutation(IMAGES)[:BATCH]
            learner.step(images[drawn], labels[drawn], step, LEARNING_RATE)
            if step % EVERY == 0:
                kept.append(learner.board["weights"].copy())
    finally:
        learner.close()
    return np.stack(kept)


def plane_of(weights: Array) -> Plane:
    """Principal directions of the way to the last weights; the path ends at (0, 0)."""
    way = weights - weights[-1]
    _, sizes, directions = np.linalg.svd(way, full_matrices=False)
    two = directions[:2] * np.sign(directions[:2] @ way[0])[:, None] * -1  # begins at the left
    shares = sizes**2 / (sizes**2).sum()
    return Plane(weights[-1], two, way @ two.T, shares[:2])


def loss_at(data: DataSet) -> Callable[[Array], float]:
    """The mean loss of the training images as a function of all weights (P,)."""
    network, loss = _network(), LOSSES["softmax"]()
    images, labels = data.train_x[:IMAGES], data.train_y[:IMAGES].astype(int)

    def loss_of(weights: Array) -> float:
        arrays = named_arrays("weights/", network.layout.weights, weights)
        return float(loss(predict(network, arrays, images), labels)[0])

    return loss_of


def grid_of(path: Array) -> tuple[Array, Array]:
    """Places along x and y, as wide as a map of the path and some room."""
    low, high = path.min(0), path.max(0)
    width = ROOM * max(high[0] - low[0], (high[1] - low[1]) / RATIO)
    x, y = (low + high) / 2
    across, up = width / 2, RATIO * width / 2
    return np.linspace(x - across, x + across, COLUMNS), np.linspace(y - up, y + up, ROWS)


def make(data: DataSet) -> dict[str, Any]:
    """Everything that the file holds."""
    plane, loss = plane_of(train(data)), loss_at(data)
    x, y = grid_of(plane.path)
    values = [
        [loss(plane.middle + a * plane.directions[0] + b * plane.directions[1]) for a in x]
        for b in y
    ]
    return {
        "parameters": len(plane.middle),
        "images": IMAGES,
        "steps": STEPS,
        "shares": np.round(plane.shares, 6).tolist(),
        "x": [float(x[0]), float(x[-1])],
        "y": [float(y[0]), float(y[-1])],
        "path": np.round(plane.path, 6).tolist(),
        "values": np.round(values, 7).tolist(),
    }


def _network() -> Network:
    return Network(PRESETS["twolayer"].layers, dtype="float64")
