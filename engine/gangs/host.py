"""The step of a gang in NumPy: who takes part, their gradients, their updates."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from types import ModuleType

import numpy as np

from engine.gangs.base import Batch, Gang
from engine.gangs.update import WideUpdate
from engine.network import Network
from engine.training import Recipe, StepResult
from engine.training.shard import Sums
from engine.training.update import Watch


class HostGang(Gang):
    """Runs that step are brought to the front, so that all work is on the first rows."""

    def __init__(self, network: Network, recipe: Recipe, xp: ModuleType = np) -> None:
        super().__init__(network, recipe, xp)
        self.grads = np.zeros((1, network.layout.size), network.dtype)
        self._update = WideUpdate(recipe.penalty, network.dtype)

    def learn(self, names: Sequence[Hashable], batches: Sequence[Batch]) -> list[Sums]:
        """Write the gradients of the first rows to `grads`; what each run summed up."""
        raise NotImplementedError

    def step(self, batches: Mapping[Hashable, Batch]) -> dict[Hashable, StepResult]:
        self._check(batches)
        if not batches:
            return {}
        if len(self.grads) != self.rows.room:
            self.grads = np.zeros((self.rows.room, self.network.layout.size), self.network.dtype)
        names = self.rows.front(batches.keys())
        given = [batches[name] for name in names]
        watches = {
            name: Watch(self.network.layout, self.rows["weights"][k])
            for k, name in enumerate(names)
            if batches[name].watch
        }
        for watch in watches.values():
            watch.begin()
        with np.errstate(all="ignore"):  # a diverging run says so by its loss
            sums = self.learn(names, given)
            costs = self._update.costs(self.rows, given)
            self._update(self.rows, self.grads, [self.rules[name] for name in names], given)
        ratios = {name: watch.ratios() for name, watch in watches.items()}
        return {
            name: _result(s, len(b.images), cost, ratios.get(name, {}))
            for name, s, b, cost in zip(names, sums, given, costs, strict=True)
        }

    def _check(self, batches: Mapping[Hashable, Batch]) -> None:
        strangers = [name for name in batches if name not in self.seeds]
        if strangers:
            raise ValueError(f"expected runs of this gang, got {strangers}")
        shapes = {(batch.images.shape, batch.target.shape) for batch in batches.values()}
        if len(shapes) > 1:
            raise ValueError(f"expected batches of one size, got {sorted(shapes)}")
        for images, target in shapes:
            if images[1:] != self.network.shape or target != images[:1] or not images[0]:
                want, got = self.network.shape, f"{images} and {target}"
                raise ValueError(f"expected images {want} and a target each, got {got}")


def _result(sums: Sums, n: int, cost: float, ratios: Mapping[str, float]) -> StepResult:
    loss = sums.loss / n
    return StepResult(loss, loss + cost, sums.right / n, sums.forward_ms, sums.backward_ms, ratios)
