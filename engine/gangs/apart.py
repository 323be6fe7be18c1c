"""Runs whose layers have no wide form: one after another, with the memory of one."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from engine.backend import Array
from engine.gangs.base import Batch
from engine.gangs.host import HostGang
from engine.network import Network
from engine.registry import Text
from engine.training import Recipe
from engine.training.shard import Shard, Sums


class Apart(HostGang):
    """One shard serves all: the weights of each run are copied in, its norms back."""

    together = False

    def __init__(self, network: Network, recipe: Recipe, reason: Text) -> None:
        super().__init__(network, recipe, width=1)
        self.reason = reason
        layout = network.layout
        self._weights, self._grads = np.zeros((2, layout.size), network.dtype)
        self._norms = np.zeros(layout.norm_size, network.dtype)
        derived = np.zeros(layout.derived, network.dtype)
        self._shard = Shard(network, (self._weights, self._grads, self._norms, derived), 0, 0)

    def learn(
        self, part: slice, names: Sequence[Hashable], batches: Sequence[Batch]
    ) -> tuple[Array, list[Sums]]:
        row, batch, moment = part.start, batches[0], self._shard.moment
        self._weights[...], self._norms[...] = self.rows["weights"][row], self.rows["norms"][row]
        moment.seed, moment.step = self.seeds[names[0]], batch.t
        moment.images = len(batch.images)
        self._shard.hold(moment.images)
        sums = self._shard.learn(batch.images, batch.target, self.recipe.loss)
        self.rows["norms"][row] = self._norms
        return self._grads[None], [sums]
