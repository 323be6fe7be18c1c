"""The contract of a gang: runs join and leave between steps, and step together."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from engine.backend import Array
from engine.gangs.rows import Rows
from engine.layers import Layer
from engine.losses import Loss
from engine.network import Network
from engine.penalties import Penalty
from engine.registry import Text
from engine.rules import Rule
from engine.training import Recipe, StepResult


@dataclass(frozen=True)
class Kind:
    """What runs have in common that may step together.

    Seeds, weights, numbers of the rule, learning rates and strengths are each run's own.
    """

    layers: tuple[Layer, ...]
    shape: tuple[int, ...]
    dtype: str
    batch: int
    loss: Loss
    rule: str
    penalty: Penalty


def kind_of(network: Network, recipe: Recipe, batch: int) -> Kind:
    """Runs for which this is equal may be in one gang."""
    loss, rule, penalty = recipe.loss, recipe.rule, recipe.penalty
    return Kind(network.layers, network.shape, network.dtype, batch, loss, rule.key, penalty)


@dataclass(frozen=True)
class Batch:
    """One run's part of a step: what `Learner.step` is given."""

    images: Array
    target: Array
    t: int
    lr: float
    strength: float = 0.0
    watch: bool = False


class Gang:
    """Up to 64 runs of one kind, every one a row of arrays with room for 1, 2, 4, ..., 64.

    A run has the numbers it would have alone with one shard, whoever else is there and
    however they fare: rows never mix. `reason` is empty, or says why these layers take
    their steps one after another; `together` tells the two apart.
    """

    together: bool = True
    reason: Text = ("", "")

    def __init__(self, network: Network, recipe: Recipe, xp: ModuleType = np) -> None:
        self.network, self.recipe = network, recipe
        self.rows = Rows(network.layout, network.dtype, recipe.rule.slots, xp)
        self.seeds: dict[Hashable, int] = {}
        self.rules: dict[Hashable, Rule] = {}

    def __len__(self) -> int:
        return len(self.rows.names)

    def join(
        self, name: Hashable, rule: Rule, seed: int, state: Mapping[str, Array] | None = None
    ) -> None:
        """Take in a run, from `state` as `Learner.state` returns it, or freshly drawn.

        Raises ValueError for a name that is taken, another rule, another network, and a 65th.
        """
        self._same(rule)
        self.rows.join(name, self.network.initial(seed))
        try:
            if state is not None:
                self.rows.load(name, rule.key, state)
        except ValueError:
            self.rows.leave(name)
            raise
        self.seeds[name], self.rules[name] = seed, rule

    def change(self, name: Hashable, rule: Rule) -> None:
        """Other numbers for the rule of one run; raises ValueError for another rule."""
        self._same(rule)
        self.rules[name] = rule

    def _same(self, rule: Rule) -> None:
        if rule.key != self.recipe.rule.key:
            raise ValueError(f"expected the rule {self.recipe.rule.key}, got {rule.key}")

    def leave(self, name: Hashable) -> dict[str, Array]:
        """Let a run go: its state, with which it goes on alone or in another gang."""
        state = self.state(name)
        self.rows.leave(name)
        del self.seeds[name], self.rules[name]
        return state

    def keyframe(self, name: Hashable) -> dict[str, Array]:
        """Copies of one run's weights and norms, as `Learner.keyframe`."""
        return self.rows.keyframe(name)

    def state(self, name: Hashable) -> dict[str, Array]:
        """The keyframe and the rule's memory, as `Learner.state`."""
        return self.rows.state(name, self.recipe.rule.key)

    def step(self, batches: Mapping[Hashable, Batch]) -> dict[Hashable, StepResult]:
        """One update of every run that is named; the others stay as they are, bit for bit.

        Raises ValueError for a run that is not here and for batches of different sizes.
        """
        raise NotImplementedError
