"""The step of a gang in NumPy: who takes part, their gradients, their updates."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import numpy as np

from engine.backend import Array
from engine.gangs.base import Batch, Gang
from engine.gangs.update import WideUpdate
from engine.network import Network
from engine.training import Recipe, StepResult
from engine.training.shard import Sums
from engine.training.team import cut
from engine.training.tiny import tiny_is_zero
from engine.training.update import Watch


class HostGang(Gang):
    """Runs that step are brought to the front, and pass in groups of at most `width`."""

    def __init__(self, network: Network, recipe: Recipe, width: int) -> None:
        if recipe.rule.whole and "matrices" in {p.group for p in network.layout.weights}:
            raise ValueError(
                f"expected a rule that moves every number alone, got {recipe.rule.key}"
            )
        super().__init__(network, recipe)
        self.width = width
        self._update = WideUpdate(recipe.penalty, network.dtype)

    def learn(
        self, part: slice, names: Sequence[Hashable], batches: Sequence[Batch]
    ) -> tuple[Array, list[Sums]]:
        """Gradients (R, P) of the rows of `part`, and what each of these runs summed up."""
        raise NotImplementedError

    def step(self, batches: Mapping[Hashable, Batch]) -> dict[Hashable, StepResult]:
        self._check(batches)
        if not batches:
            return {}
        names, found = self.rows.front(batches.keys()), dict[Hashable, StepResult]()
        with tiny_is_zero(), np.errstate(all="ignore"):  # a diverging run says so by its loss
            for part in cut(len(names), -(-len(names) // self.width)):
                found |= self._pass(part, names[part], batches)
        return found

    def _pass(
        self, part: slice, names: Sequence[Hashable], batches: Mapping[Hashable, Batch]
    ) -> dict[Hashable, StepResult]:
        given = [batches[name] for name in names]
        weights = zip(given, self.rows["weights"][part], strict=True)
        watches = [Watch(self.network.layout, w) if batch.watch else None for batch, w in weights]
        for watch in filter(None, watches):
            watch.begin()
        grads, sums = self.learn(part, names, given)
        costs = self._update.costs(self.rows, part, given)
        self._update(self.rows, part, grads, [self.rules[name] for name in names], given)
        ratios = [watch.ratios() if watch else {} for watch in watches]
        results = map(_result, sums, given, costs, ratios)
        return dict(zip(names, results, strict=True))

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


def _result(sums: Sums, batch: Batch, cost: float, ratios: Mapping[str, float]) -> StepResult:
    n, loss = len(batch.images), sums.loss / len(batch.images)
    return StepResult(loss, loss + cost, sums.right / n, sums.forward_ms, sums.backward_ms, ratios)
