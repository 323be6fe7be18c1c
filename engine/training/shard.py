"""One shard of a batch: micro-batches forward and backward, gradients added up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from time import perf_counter

import numpy as np

from engine.backend import Array
from engine.layers import Moment, Workspace
from engine.layers.pages import large_pages
from engine.losses import Loss
from engine.network import Network
from engine.network.network import forward
from engine.training.crew import ALONE, Crew
from engine.training.dealing import deal
from engine.training.pixels import normalized
from engine.training.team import cut


@dataclass
class Sums:
    """What a shard adds up over its micro-batches."""

    loss: float = 0.0
    right: int = 0
    forward_ms: float = 0.0
    backward_ms: float = 0.0


class Shard:
    """A network with a workspace of its own over given flat buffers.

    `buffers` are weights, this shard's gradients, norms, and what is derived from the weights.
    """

    def __init__(
        self, network: Network, buffers: tuple[Array, Array, Array, Array], seed: int, number: int
    ) -> None:
        self.network = network
        self.added = buffers[1][network.layout.added]
        self.space = Workspace(np, network.dtype, large_pages)
        self.moment = Moment(seed=seed, shard=number)
        self.contexts = network.contexts(self.space, self.moment, buffers[:3], buffers[3])
        self.contexts[network.order[0]].wants_dx = False
        for before, here in pairwise(network.order):
            self.contexts[here].takes_over = network.layers[before].lets_go
        self._held = 0

    def change(self, network: Network) -> None:
        """Take over the layers of `network`, which has the same weights."""
        self.network = network

    def hold(self, images: int) -> None:
        """Told of every batch, by how many images it has: arrays of others only fill the memory."""
        if images != self._held:
            self.space.clear()
            self._held = images

    def learn(self, images: Array, target: Array, loss: Loss, crew: Crew = ALONE) -> Sums:
        """Gradients of the mean loss over the whole batch, for this shard's images.

        images (n, H, W, C) uint8, target (n,); the caller has set the moment.
        """
        sums, n = Sums(), len(images)
        self.moment.training, self.moment.total = True, crew.total
        most = self.moment.images if self.network.couples_batch else self.network.micro
        self._derive(crew, most)
        self.added[...] = 0
        for micro, part in enumerate(self._parts(n, most)):
            self.moment.micro = micro
            self._micro(images[part], target[part], loss, sums)
        self.moment.total = ALONE.total
        return sums

    def _derive(self, crew: Crew, most: int) -> None:
        """Do this shard's part of what depends on the weights alone, and wait for the others'.

        Only where a shard takes several micro-batches of at most `most` images: else what is
        derived is used once, best by the core that has just made it.
        """
        moment = self.moment
        moment.several = most * crew.active < moment.images
        making = self.space.derivations(moment.images, moment.training) if moment.several else []
        hands = deal(tuple(cost for _, cost in making), crew.active)
        for k in hands[moment.shard]:
            making[k][0]()
        if making:
            crew.meet()
        moment.ready = bool(making)

    def _parts(self, n: int, most: int) -> Sequence[slice]:
        return cut(n, -(-n // most)) if n else ()

    def _micro(self, images: Array, target: Array, loss: Loss, sums: Sums) -> None:
        start = perf_counter()
        scores, backprop = self._forward(images)
        value, dscores = loss(scores, target)
        sums.right += int((scores.argmax(axis=1) == target).sum())
        sums.loss += float(value) * len(images)
        dscores *= len(images) / self.moment.images
        middle = perf_counter()
        backprop(dscores)
        sums.forward_ms += 1e3 * (middle - start)
        sums.backward_ms += 1e3 * (perf_counter() - middle)

    def _forward(self, images: Array) -> tuple[Array, Callable[[Array], Array]]:
        self.space.begin()
        network = self.network
        x = normalized(images, self.space, network.reads_rows)
        return forward(network.layers, self.contexts, network.order, x)

    def scores(self, images: Array, out: Array, crew: Crew = ALONE) -> None:
        """Scores (n, K) of images (n, H, W, C) in inference mode."""
        self.moment.training = False
        self._derive(crew, self.network.micro)
        for part in self._parts(len(images), self.network.micro):
            out[part] = self._forward(images[part])[0]
