"""Three losses of real images as functions of one flat vector of weights, with their gradients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from engine.backend import Array
from engine.data import CLASSES
from engine.data.opening import open_set
from engine.layers import Workspace
from engine.losses import LOSSES
from engine.random import stream
from engine.registry import Text
from engine.training.pixels import normalized

MODELS: dict[str, Text] = {
    "hinge": ("Linear, SVM loss", "خطی با هزینهٔ SVM"),
    "softmax": ("Linear, softmax loss", "خطی با هزینهٔ سافت‌مکس"),
    "two_layer": ("Two layers, ReLU, softmax", "دو لایه، ReLU، سافت‌مکس"),
}
HIDDEN = 20
STD = 0.01


@dataclass(frozen=True)
class Model:
    """L(w) = mean loss + strength/2 sum w^2, and dL/dw, for w (P,) in the dtype of `x`."""

    x: Array
    y: Array
    start: Array
    strength: float
    scores_of: Callable[[Array, Array], tuple[Array, Callable[[Array], Array]]]
    loss: str

    def value(self, w: Array) -> float:
        """L(w), added up in the dtype of `x` as a network would."""
        scores, _ = self.scores_of(self.x, w)
        data, _ = LOSSES[self.loss]()(scores, self.y)
        return float(data + w.dtype.type(self.strength / 2) * (w @ w))

    def gradient(self, w: Array) -> tuple[Array, Array]:
        """Gradient of the data loss (P,) and of the penalty (P,); their sum is dL/dw."""
        scores, back = self.scores_of(self.x, w)
        _, dscores = LOSSES[self.loss]()(scores, self.y)
        return back(dscores), w * w.dtype.type(self.strength)


def linear(x: Array, w: Array) -> tuple[Array, Callable[[Array], Array]]:
    """Scores x W^T, W (K, D) from w (K D,), and dL/dw = dscores^T x."""
    scores = x @ w.reshape(len(CLASSES), -1).T
    return scores, lambda dscores: (dscores.T @ x).ravel()


def two_layer(x: Array, w: Array) -> tuple[Array, Callable[[Array], Array]]:
    """Scores max(0, x W1) W2; w holds W1 (D, H), then W2 (H, K)."""
    wide = x.shape[1] * HIDDEN
    w1, w2 = w[:wide].reshape(-1, HIDDEN), w[wide:].reshape(HIDDEN, -1)
    hidden = np.maximum(x @ w1, 0)

    def back(dscores: Array) -> Array:
        dhidden = (dscores @ w2.T) * (hidden > 0)
        return np.concatenate([(x.T @ dhidden).ravel(), (hidden.T @ dscores).ravel()])

    return hidden @ w2, back


@lru_cache(maxsize=4)
def images(folder: Path, count: int) -> tuple[Array, Array]:
    """The first images of the sample with a 1 behind each, (N, 3073), and labels."""
    found = open_set("sample", folder)
    pixels = normalized(np.asarray(found.train_x[:count]), Workspace(np, "float64"), rows=True)
    x = np.column_stack((pixels.transpose(2, 0, 1, 3).reshape(count, -1), np.ones(count)))
    return x, np.asarray(found.train_y[:count]).astype(int)


def made(key: str, x: Array, y: Array, strength: float, seed: int, dtype: str) -> Model:
    """The model `key` of those images at small random weights."""
    x = x.astype(dtype)
    two = key == "two_layer"
    size = HIDDEN * (x.shape[1] + len(CLASSES)) if two else len(CLASSES) * x.shape[1]
    start = (STD * stream(seed, "init", 0).standard_normal(size)).astype(dtype)
    scores_of, loss = (two_layer, "softmax") if two else (linear, key)
    return Model(x, y, start, strength, scores_of, loss)
