"""Learning on a device: a seat in a gang, and what a learner on a processor can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from engine.backend import Array
from engine.gpu.gang import DeviceGang
from engine.gpu.machine import Opener
from engine.gpu.member import Member, Row
from engine.gpu.runs import Asked, Material
from engine.gpu.scoring import Scorer
from engine.network import Network
from engine.training import Recipe, StepResult
from engine.training.named import load_arrays, named_arrays
from engine.training.preparing import prepare

FOREVER = 1 << 60  # steps


class DeviceLearner:
    """A network in training on a device; as engine.training.Learner, but steps choose images."""

    def __init__(self, gang: DeviceGang, member: Member) -> None:
        self.gang, self._scorer = gang, None
        gang.join(self, member)

    @classmethod
    def alone(
        cls, network: Network, recipe: Recipe, material: Material, asked: Asked, opener: Opener
    ) -> DeviceLearner:
        """One that has its gang to itself, of seed 0 before its first step."""
        gang = DeviceGang(network, recipe, material, opener, len(asked.rates))
        return cls(gang, Member(0, recipe, asked, 0, 0, FOREVER))

    _scorer: Scorer | None

    @property
    def network(self) -> Network:
        """The network that learns."""
        return self.gang.network

    @property
    def recipe(self) -> Recipe:
        """Loss, rule and penalty."""
        return self.gang.members[self].recipe

    def move(self, gang: DeviceGang) -> None:
        """Go on in another gang: of another kind, or where more is changed than numbers."""
        member = self.gang.members[self]
        row = self.gang.leave(self)
        self.gang = gang
        gang.join(self, member, row)

    def play(self) -> StepResult:
        """One update on the images that come next."""
        return self.gang.step(self)

    def prepare(self, images: Array) -> None:
        """Show the layers that ask for it the first training images (N, H, W, C) uint8."""
        row = self.gang.row(self)
        prepare(self.network, row.weights, row.norms, images)
        self.gang.put(self, row)

    def copies(self) -> tuple[Array, Array]:
        """Flat weights (P,) and norms (Q,) as they are now."""
        row = self.gang.row(self, slots=False)
        return row.weights, row.norms

    def scores(self, images: Array) -> Array:
        """Scores (N, K) of images (N, H, W, C) uint8 by the weights as they are now."""
        return self.scores_by(self.copies(), images)

    def scores_by(self, frozen: tuple[Array, Array], images: Array) -> Array:
        """Scores (N, K) of images (N, H, W, C) uint8 by flat weights and norms, no others."""
        if self._scorer is None:
            self._scorer = Scorer(self.network, self.gang.opener)
        self._scorer.take(*frozen)
        return self._scorer.scores(images)

    def keyframe(self) -> dict[str, Array]:
        """Copies of `weights/<n>.<name>` and `norm/<n>.<name>`."""
        return self._named(self.gang.row(self, slots=False))

    def state(self) -> dict[str, Array]:
        """The keyframe and `slots/<rule>.<slot>`, flat copies of the rule's memory."""
        row, key = self.gang.row(self), self.recipe.rule.key
        return self._named(row) | {f"slots/{key}.{name}": a for name, a in row.slots.items()}

    def load(self, arrays: Mapping[str, Array]) -> None:
        """Go on from a state, or from a keyframe with the rule's memory at 0; raises ValueError."""
        layout, row, rule = self.network.layout, self.gang.row(self), self.recipe.rule
        load_arrays("weights/", layout.weights, row.weights, arrays)
        load_arrays("norm/", layout.norms, row.norms, arrays)
        zeros = np.zeros(layout.size, self.network.dtype)
        slots = {name: arrays.get(f"slots/{rule.key}.{name}", zeros) for name in rule.slots}
        self.gang.put(self, replace(row, slots=slots))

    def close(self) -> None:
        """Leave the gang; the learner is not used again."""
        if self in self.gang.members:
            self.gang.leave(self)

    def _named(self, row: Row) -> dict[str, Array]:
        layout = self.network.layout
        named = named_arrays("weights/", layout.weights, row.weights)
        return named | named_arrays("norm/", layout.norms, row.norms)
