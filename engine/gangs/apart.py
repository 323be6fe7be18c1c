"""Runs whose layers have no wide form: one after another, with the memory of one."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from engine.gangs.base import Batch
from engine.gangs.host import HostGang
from engine.network import Network
from engine.registry import Text
from engine.training import Recipe
from engine.training.shard import Shard, Sums


class Apart(HostGang):
    """One shard serves all: the weights of each run are copied in, its gradients out."""

    together = False

    def __init__(self, network: Network, recipe: Recipe, reason: Text) -> None:
        super().__init__(network, recipe)
        self.reason = reason
        layout = network.layout
        sizes = (layout.size, layout.size, layout.norm_size)
        self._buffers = tuple(np.zeros(size, network.dtype) for size in sizes)
        self._shard = Shard(network, self._buffers, 0, 0)  # type: ignore[arg-type]

    def learn(self, names: Sequence[Hashable], batches: Sequence[Batch]) -> list[Sums]:
        return [self._one(k, *pair) for k, pair in enumerate(zip(names, batches, strict=True))]

    def _one(self, row: int, name: Hashable, batch: Batch) -> Sums:
        (weights, grads, norms), moment = self._buffers, self._shard.moment
        weights[...], norms[...] = self.rows["weights"][row], self.rows["norms"][row]
        moment.seed, moment.step, moment.images = self.seeds[name], batch.t, len(batch.images)
        moment.stamp += 1
        sums = self._shard.learn(batch.images, batch.target, self.recipe.loss)
        self.rows["norms"][row], self.grads[row] = norms, grads
        return sums
