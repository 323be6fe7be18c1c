"""Every layer at work on one image: what the pictures of a network are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.layers import Context, Moment, Workspace
from engine.layers.base import Backprop
from engine.losses import Loss, softmax
from engine.network import Network
from engine.training.named import load_arrays
from engine.training.pixels import normalized

FILTERS = 4  # sides of a bank of filters (K, K, C, F)


@dataclass(frozen=True)
class LayerLook:
    """One declared layer: output and dLoss/doutput, image (H, W, C) or vector (D,).

    `weights` and `weight_gradients` by the layer's own names, in the engine's shapes:
    convolution W (K, K, C, F), dense W (D, M). `frozen` are filters that do not learn.
    """

    activations: Array
    gradients: Array
    weights: Mapping[str, Array]
    weight_gradients: Mapping[str, Array]
    frozen: Mapping[str, Array]


@dataclass(frozen=True)
class Look:
    """Scores (K,), probabilities (K,), the loss where a target is known, and all layers."""

    scores: Array
    probabilities: Array
    loss: float | None
    layers: tuple[LayerLook, ...]


def look(
    network: Network,
    arrays: Mapping[str, Array],
    image: Array,
    target: int | None,
    loss: Loss,
) -> Look:
    """Forward and backward in inference mode, in the declared order, in this process.

    `arrays` is a keyframe; image (H, W, C) uint8. Without a target the
    gradients are those of the loss as if the highest score were right.
    """
    contexts = _contexts(network, arrays)
    x = normalized(image[None], contexts[0].space)
    outputs: list[Array] = []
    backs: list[Backprop] = []
    with np.errstate(all="ignore"):  # weights of a diverged run are looked at too
        for layer, context in zip(network.layers, contexts, strict=True):
            x, back = layer.forward(x, context)
            outputs.append(x.copy())
            backs.append(back)
        scores = outputs[-1]
        wanted = np.array([scores[0].argmax() if target is None else target])
        value, dy = loss(scores, wanted)
        gradients = []
        for back in reversed(backs):
            gradients.append(dy.copy())
            dy = back(dy)
        chances = softmax(scores)[0]
    contexts[0].space.clear()
    layers = tuple(
        LayerLook(
            _single(y),
            _single(dy),
            context.weights,
            context.grads,
            {name: a for name, a in context.norms.items() if a.ndim == FILTERS},
        )
        for y, dy, context in zip(outputs, reversed(gradients), contexts, strict=True)
    )
    return Look(scores[0], chances, None if target is None else float(value), layers)


def predict(network: Network, arrays: Mapping[str, Array], images: Array) -> Array:
    """Scores (N, K) of a few images (N, H, W, C) uint8, in this process."""
    contexts = _contexts(network, arrays)
    x = normalized(images, contexts[0].space)
    with np.errstate(all="ignore"):
        for i in network.order:
            x, _ = network.layers[i].forward(x, contexts[i])
    contexts[0].space.clear()
    return x


def _contexts(network: Network, arrays: Mapping[str, Array]) -> tuple[Context, ...]:
    layout, dtype = network.layout, network.dtype
    weights, grads = np.empty(layout.size, dtype), np.zeros(layout.size, dtype)
    norms = np.empty(layout.norm_size, dtype)
    load_arrays("weights/", layout.weights, weights, arrays)
    load_arrays("norm/", layout.norms, norms, arrays)
    return network.contexts(Workspace(np, dtype), Moment(), (weights, grads, norms))


def _single(array: Array) -> Array:
    """The one image of a batch of one."""
    return array[0] if array.ndim == 2 else array[:, :, 0]
