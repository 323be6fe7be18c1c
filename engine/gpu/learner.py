"""Learning on a device: the whole step is there, and this side only lets it be played."""

from __future__ import annotations

import time
from collections.abc import Mapping

import numpy as np

from engine.backend import Array
from engine.gpu.machine import Opener
from engine.gpu.runs import Asked, Material, Runs
from engine.gpu.scoring import Scorer
from engine.gpu.telling import WORDS
from engine.network import Network
from engine.training import Recipe, StepResult
from engine.training.named import load_arrays, named_arrays
from engine.training.preparing import prepare

PATIENCE = 30.0  # seconds a step may take before it counts as lost
PAUSE = 2e-5  # seconds between two looks at the record of a step
LONGER = 2  # times the learning rates of a course are held, as it may be made longer


class DeviceLearner:
    """A network in training on a device; as engine.training.Learner, but steps choose images."""

    def __init__(
        self, network: Network, recipe: Recipe, material: Material, asked: Asked, opener: Opener
    ) -> None:
        self.network, self.recipe, self.material, self._opener = network, recipe, material, opener
        self.runs = Runs(network, recipe, material, opener, steps=LONGER * len(asked.rates))
        self.runs.ask(0, recipe, asked)
        self._scorer: Scorer | None = None

    def begin(self, seed: int, step: int, seen: int) -> None:
        """Draw fresh weights, and have the next step be the one after `step`, `seen` images on."""
        self.runs.begin(0, seed, step, seen)

    def ask(self, asked: Asked) -> None:
        """Take over live numbers; they hold from the next step on."""
        self.runs.ask(0, self.recipe, asked)

    def play(self, t: int, seen: int) -> StepResult:
        """One update, the t-th counted from 1, on the images that come after `seen` others."""
        self.runs.feed(0, seen)
        self.runs.play()
        return self._result(self._record(t))

    def _record(self, t: int) -> Array:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = self.runs.records.take(0)
            if len(found):
                return found[-1]
            time.sleep(PAUSE)
        raise RuntimeError(f"expected the record of step {t} within {PATIENCE:g} s, got none")

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
        return self.runs.copies(0)

    def scores_by(self, frozen: tuple[Array, Array], images: Array) -> Array:
        """Scores (N, K) of images (N, H, W, C) uint8 by flat weights and norms, no others."""
        if self._scorer is None:
            self._scorer = Scorer(self.network, self._opener)
        self._scorer.take(*frozen)
        return self._scorer.scores(images)

    def keyframe(self) -> dict[str, Array]:
        """Copies of `weights/<n>.<name>` and `norm/<n>.<name>`."""
        layout, (weights, norms) = self.network.layout, self.copies()
        named = named_arrays("weights/", layout.weights, weights)
        return named | named_arrays("norm/", layout.norms, norms)

    def state(self) -> dict[str, Array]:
        """The keyframe and `slots/<rule>.<slot>`, flat copies of the rule's memory."""
        key, slots = self.recipe.rule.key, self.runs.slots(0)
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
