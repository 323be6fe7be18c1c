"""Many runs as one batch: every layer works on all of them at once."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
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
from engine.training import Recipe, StepResult
from engine.training.pixels import normalized
from engine.training.shard import Sums
from engine.training.team import cut

FORMS = (conv, dense, norm)  # imported for what they declare


class Together(HostGang):
    """R runs as one batch of R N images, in the micro-batches that each would have alone."""

    def __init__(self, network: Network, recipe: Recipe, width: int) -> None:
        super().__init__(network, recipe, width)
        self._space = Workspace(np, network.dtype)
        self._moment = WideMoment(training=True)
        self._grads = np.zeros((1, network.layout.size), network.dtype)
        self._contexts: dict[tuple[int, int], list[Context]] = {}
        self._held = (0, 0, self._grads)

    def step(self, batches: Mapping[Hashable, Batch]) -> dict[Hashable, StepResult]:
        images = max((len(batch.images) for batch in batches.values()), default=0)
        runs, rows = len(batches), self.rows["weights"]
        if self._held[:2] != (runs, images) or self._held[2] is not rows:
            self._space.clear()  # arrays of another width would only fill the memory
            self._contexts.clear()
            self._held = (runs, images, rows)
            self._grads = np.zeros((min(runs, self.width), rows.shape[1]), rows.dtype)
        return super().step(batches)

    def learn(
        self, part: slice, names: Sequence[Hashable], batches: Sequence[Batch]
    ) -> tuple[Array, list[Sums]]:
        n, moment, grads = len(batches[0].images), self._moment, self._grads[: len(batches)]
        grads[:, self.network.layout.added] = 0
        moment.images = n
        moment.seeds = tuple(self.seeds[name] for name in names)
        moment.steps = tuple(batch.t for batch in batches)
        sums = [Sums() for _ in batches]
        most = n if self.network.couples_batch else self.network.micro
        contexts = self._contexts_of(part)
        for micro, images in enumerate(cut(n, -(-n // most))):
            moment.micro = micro
            self._micro(batches, images, contexts, sums)
        return grads, sums

    def _micro(
        self,
        batches: Sequence[Batch],
        part: slice,
        contexts: Sequence[Context],
        sums: Sequence[Sums],
    ) -> None:
        began, runs = perf_counter(), len(batches)
        x, target = self._lined_up(batches, part)
        scores, backs = self._forward(x, contexts)
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

    def _forward(self, images: Array, contexts: Sequence[Context]) -> tuple[Array, list[Backprop]]:
        network, backs = self.network, list[Backprop]()
        self._space.begin()
        x = normalized(images, self._space, network.reads_rows)
        for i in network.order:
            x, back = forward(network.layers[i], x, contexts[i], self._moment)
            backs.append(back)
        return x, backs

    def _contexts_of(self, part: slice) -> list[Context]:
        """One context a layer over these rows: weights and gradients are (R, ...)."""
        key = (part.start, part.stop)
        if key not in self._contexts:
            self._contexts[key] = self._made(part)
        return self._contexts[key]

    def _made(self, part: slice) -> list[Context]:
        network, runs = self.network, part.stop - part.start
        layout = network.layout
        weights, norms = self.rows["weights"][part], self.rows["norms"][part]

        def views(places: Sequence[Place], layer: int, buffer: Array) -> dict[str, Array]:
            return {
                p.entry.name: buffer[:runs, p.begin : p.end].reshape(runs, *p.entry.shape)
                for p in places
                if p.layer == layer
            }

        contexts = []
        for i in range(len(network.layers)):
            learned, grads = (views(layout.weights, i, b) for b in (weights, self._grads))
            kept = views(layout.norms, i, norms)
            contexts.append(Context(self._space, self._moment, i, learned, grads, kept))
        contexts[network.order[0]].wants_dx = False
        return contexts
