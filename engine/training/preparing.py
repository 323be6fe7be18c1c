"""What layers take from the first training images, before the first step."""

from __future__ import annotations

import numpy as np

from engine.backend import Array
from engine.layers import Moment, Workspace
from engine.network import Network
from engine.training.pixels import normalized


def prepare(network: Network, weights: Array, norms: Array, images: Array) -> None:
    """Have each layer that asks for it fill its part of the flat `norms` in place.

    images (N, H, W, C) uint8; what a layer sees of them went through all layers before it.
    """
    wanting = [i for i, layer in enumerate(network.layers) if layer.prepares]
    if not wanting:
        return
    space = Workspace(np, network.dtype)
    contexts = network.contexts(space, Moment(), (weights, np.zeros_like(weights), norms))
    x = normalized(images, space)
    for i in range(wanting[-1] + 1):
        if i in wanting:
            network.layers[i].prepare(x, contexts[i].norms)
        x, _ = network.layers[i].forward(x, contexts[i])
    space.clear()
