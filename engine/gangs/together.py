"""Many runs as one batch: every layer works on all of them at once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from time import perf_counter

import numpy as np

from engine.backend import Array
from engine.gangs import conv, dense, norm
from engine.gangs.base import Batch
from engine.gangs.host import HostGang
from engine.gangs.wide import WideMoment, forward
from engine.layers import Context, Workspace
from engine.layers.base import Backprop
from engine.network import Network
from engine.network.layout import Place
from engine.training import Recipe
from engine.training.pixels import normalized
from engine.training.shard import Sums
from engine.training.team import cut

FORMS = (conv, dense, norm)  # imported for what they declare


class Together(HostGang):
    """R runs as one batch of R N images, in the micro-batches that each would have alone."""

    def __init__(self, network: Network, recipe: Recipe) -> None:
        super().__init__(network, recipe)
        self._space = Workspace(np, network.dtype)
        self._moment = WideMoment(training=True)
        self._contexts: list[Context] = []
        self._held = (0, 0, self.grads)

    def learn(self, names: Sequence[Hashable], batches: Sequence[Batch]) -> list[Sums]:
        count, n, moment = len(batches), len(batches[0].images), self._moment
        if self._held[:2] != (count, n) or self._held[2] is not self.rows["weights"]:
            self._space.clear()  # arrays of another width would only fill the memory
            self._contexts, self._held = self._made(count), (count, n, self.rows["weights"])
        self.grads[:count] = 0
        moment.images, moment.stamp = n, moment.stamp + 1
        moment.seeds = tuple(self.seeds[name] for name in names)
        moment.steps = tuple(batch.t for batch in batches)
        sums = [Sums() for _ in batches]
        most = n if self.network.couples_batch else self.network.micro
        for micro, part in enumerate(cut(n, -(-n // most))):
            moment.micro = micro
            self._micro(batches, part, sums)
        return sums

    def _micro(self, batches: Sequence[Batch], part: slice, sums: Sequence[Sums]) -> None:
        began, runs = perf_counter(), len(batches)
        x, target = self._lined_up(batches, part)
        scores, backs = self._forward(x)
        losses, dscores = self.recipe.loss.each(scores, target)
        dscores /= self._moment.images
        right = (scores.argmax(axis=1) == target).reshape(runs, -1).sum(axis=1)
        losses = losses.reshape(runs, -1).sum(axis=1, dtype=np.float64)
        middle = perf_counter()
        for back in reversed(backs):
            dscores = back(dscores)
        done = perf_counter()
        for k, one in enumerate(sums):
            one.loss += float(losses[k])
            one.right += int(right[k])
            one.forward_ms += 1e3 * (middle - began) / runs
            one.backward_ms += 1e3 * (done - middle) / runs

    def _lined_up(self, batches: Sequence[Batch], part: slice) -> tuple[Array, Array]:
        """Images (R n, H, W, C) and targets (R n,) of some images of every run."""
        runs, n = len(batches), part.stop - part.start
        x = self._space.own("gang", "images", (runs, n, *self.network.shape), "uint8")
        target = self._space.own("gang", "target", (runs, n), "int64")
        for k, batch in enumerate(batches):
            x[k], target[k] = batch.images[part], batch.target[part]
        return x.reshape(runs * n, *self.network.shape), target.reshape(runs * n)

    def _forward(self, images: Array) -> tuple[Array, list[Backprop]]:
        network, backs = self.network, list[Backprop]()
        self._space.begin()
        x = normalized(images, self._space, network.reads_rows)
        for i in network.order:
            x, back = forward(network.layers[i], x, self._contexts[i], self._moment)
            backs.append(back)
        return x, backs

    def _made(self, runs: int) -> list[Context]:
        """One context a layer over the first rows: weights and gradients are (R, ...)."""
        network = self.network
        layout, weights, norms = network.layout, self.rows["weights"], self.rows["norms"]

        def views(places: Sequence[Place], layer: int, buffer: Array) -> dict[str, Array]:
            return {
                p.entry.name: buffer[:runs, p.begin : p.end].reshape(runs, *p.entry.shape)
                for p in places
                if p.layer == layer
            }

        contexts = [
            Context(
                self._space,
                self._moment,
                i,
                views(layout.weights, i, weights),
                views(layout.weights, i, self.grads),
                views(layout.norms, i, norms),
            )
            for i in range(len(network.layers))
        ]
        contexts[network.order[0]].wants_dx = False
        return contexts
