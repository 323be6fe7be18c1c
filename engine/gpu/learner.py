"""Learning on a device: the whole step is there, and this side only lets it be played."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

import numpy as np

from engine.backend import Array
from engine.gpu.machine import Opener, Wait
from engine.gpu.runs import Asked, Material, Runs
from engine.gpu.scoring import Scorer
from engine.gpu.telling import WORDS
from engine.network import Network
from engine.training import Recipe, StepResult
from engine.training.named import load_arrays, named_arrays
from engine.training.preparing import prepare

LONGER = 2  # times the learning rates of a course are held, as it may be made longer


class DeviceLearner:
    """A network in training on a device; as engine.training.Learner, but steps choose images."""

    def __init__(
        self, network: Network, recipe: Recipe, material: Material, asked: Asked, opener: Opener
    ) -> None:
        self.network, self.recipe, self.material, self.opener = network, recipe, material, opener
        self.runs = Runs(network, recipe, material, opener, steps=LONGER * len(asked.rates))
        self.runs.ask(0, recipe, asked)
        self._scorer: Scorer | None = None
        self._begun = self._told = 0
        self._waits: deque[Wait] = deque()

    def begin(self, seed: int, step: int, seen: int) -> None:
        """Draw fresh weights, and have the next step be the one after `step`, `seen` images on."""
        self.runs.begin(0, seed, step, seen)
        self._begun = self._told = step
        self._waits.clear()

    def ask(self, asked: Asked) -> None:
        """Take over live numbers; they hold from the next step on, begun already or not."""
        if self._ahead:
            self.runs.take_back(0, self._told)
            self._begun = self._told
            self._waits.clear()
        self.runs.ask(0, self.recipe, asked)

    def play(self, t: int, seen: int, *, ahead: bool = False) -> StepResult:
        """One update, the t-th counted from 1, on the images that come after `seen` others.

        With `ahead` the device begins the next one before this returns: what this side does
        with the figures costs it nothing. Weights are those after step t all the same.
        """
        if self._begun < t:
            self._begin(t, seen)
        self._waits.popleft()()
        result, self._told = self._result(self.runs.records.take(0)[-1]), t
        if ahead:
            self._begin(t + 1, seen + self.material.batch)
        return result

    def _begin(self, t: int, seen: int) -> None:
        self.runs.feed(0, seen)
        self._waits.append(self.runs.play())
        self._begun = t

    @property
    def _ahead(self) -> bool:
        """Whether the device is at work on a step that nobody has been told of."""
        return self._begun > self._told

    def _result(self, found: Array) -> StepResult:
        _, loss, total, right = (float(number) for number in found[:WORDS])
        names = [place.name for place in self.network.layout.weights]
        ratios = dict(zip(names, found[WORDS:].tolist(), strict=True))
        return StepResult(loss, total, right / self.material.batch, None, None, ratios)

    def prepare(self, images: Array) -> None:
        """Show the layers that ask for it the first training images (N, H, W, C) uint8."""
        weights, norms = self.copies()
        prepare(self.network, weights, norms, images)
        self.runs.put(0, weights, norms)

    def copies(self) -> tuple[Array, Array]:
        """Flat weights (P,) and norms (Q,) as they are now."""
        return self.runs.copies(0, before=self._ahead)

    def scores_by(self, frozen: tuple[Array, Array], images: Array) -> Array:
        """Scores (N, K) of images (N, H, W, C) uint8 by flat weights and norms, no others."""
        if self._scorer is None:
            self._scorer = Scorer(self.network, self.opener)
        self._scorer.take(*frozen)
        return self._scorer.scores(images)

    def keyframe(self) -> dict[str, Array]:
        """Copies of `weights/<n>.<name>` and `norm/<n>.<name>`."""
        layout, (weights, norms) = self.network.layout, self.copies()
        named = named_arrays("weights/", layout.weights, weights)
        return named | named_arrays("norm/", layout.norms, norms)

    def state(self) -> dict[str, Array]:
        """The keyframe and `slots/<rule>.<slot>`, flat copies of the rule's memory."""
        key, slots = self.recipe.rule.key, self.runs.slots(0, before=self._ahead)
        return self.keyframe() | {f"slots/{key}.{name}": slot for name, slot in slots.items()}

    def load(self, arrays: Mapping[str, Array]) -> None:
        """Go on from a state, or from a keyframe with the rule's memory at 0; raises ValueError."""
        layout, (weights, norms) = self.network.layout, self.copies()
        load_arrays("weights/", layout.weights, weights, arrays)
        load_arrays("norm/", layout.norms, norms, arrays)
        self.runs.put(0, weights, norms)
        key, zeros = self.recipe.rule.key, np.zeros(layout.size, self.network.dtype)
        for name in self.recipe.rule.slots:
            self.runs.put_slot(0, name, arrays.get(f"slots/{key}.{name}", zeros))

    def close(self) -> None:
        """The learner is not used again; memory goes with the machine."""
