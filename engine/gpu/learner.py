"""Learning on a device: the whole step is there, and this side only lets it be played."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.gpu.convolution import PLAIN, Means
from engine.gpu.feeding import epoch_row
from engine.gpu.machine import Open
from engine.gpu.pieces import cut
from engine.gpu.ring import Reader
from engine.gpu.scoring import Scorer
from engine.gpu.step import Size, TrainingStep
from engine.gpu.telling import WORDS
from engine.gpu.twins.losses import loss_numbers
from engine.gpu.updating import group_ends, hypers
from engine.network import Network
from engine.training import Recipe, StepResult
from engine.training.named import load_arrays, named_arrays
from engine.training.pixels import MEAN, STD
from engine.training.preparing import prepare

PATIENCE = 30.0  # seconds a step may take before it counts as lost
PAUSE = 2e-5  # seconds between two looks at the record of a step


@dataclass(frozen=True)
class Material:
    """What a run learns from: images (M, H, W, C) uint8, labels (M,), and which of them."""

    images: Array
    labels: Array
    indices: Array
    batch: int


@dataclass(frozen=True)
class Asked:
    """What may change between two steps: rates (steps,), augment (3,) as `feeding.asked` says."""

    rates: Array
    strength: float
    augment: Array
    alternating: bool


class DeviceLearner:
    """A network in training on a device; as engine.training.Learner, but a step chooses its images.

    `seen` is how many images the run has seen before.
    """

    def __init__(
        self,
        network: Network,
        recipe: Recipe,
        material: Material,
        asked: Asked,
        machine: Open,
        means: Means = PLAIN,
    ) -> None:
        self.network, self.recipe, self.material, self._open = network, recipe, material, machine
        epoch, images = len(material.indices), len(material.images)
        size = Size(1, material.batch, epoch, images, 2 * len(asked.rates))
        self.recorded = TrainingStep.record(network, recipe, size, means)
        self.machine = machine(self.recorded.recorder)
        self._scorer: Scorer | None = None
        self._means = means
        self._epochs: dict[int, tuple[int, bool]] = {}  # which order each row of the table holds
        self.seed, self.alternating = 0, asked.alternating
        self._fill()
        self.ask(asked)

    def _fill(self) -> None:
        recorded, write = self.recorded, self.machine.write
        channels = self.network.shape[-1]
        write(recorded.feed.images, self.material.images)
        write(recorded.feed.labels, np.asarray(self.material.labels, np.int32))
        write(recorded.feed.mean, np.asarray(MEAN[:channels]))
        write(recorded.feed.deviation, np.asarray(STD[:channels]))
        write(recorded.tables.ends, group_ends(self.network.layout))
        write(recorded.tables.pieces.table, cut(self.network.layout))
        ring, ratios = (self.machine.array(v) for v in (recorded.ring, recorded.ratios))
        self._reader = Reader(ring, ratios)

    def begin(self, seed: int, step: int, seen: int) -> None:
        """Draw fresh weights, and have the next step be the one after `step`."""
        self.seed = seed
        self._epochs.clear()
        self._put(*self.network.initial(seed))
        recorded, write = self.recorded, self.machine.write
        first = np.array([seen - step * self.material.batch], np.int64)
        write(recorded.seeds, np.array([seed], np.uint64))
        write(recorded.feed.start, first.view(np.uint64))
        write(recorded.clock, np.array([step + 1], np.uint64))
        self._reader.rewind(0, step)

    def ask(self, asked: Asked) -> None:
        """Take over live numbers; they hold from the next step on."""
        recorded, write = self.recorded, self.machine.write
        groups = tuple(self.network.layout.groups)
        table = hypers(self.recipe.rule, self.recipe.penalty, asked.strength, groups)
        write(recorded.tables.hyper, table[None])
        write(recorded.tables.rates, _as_long(asked.rates, recorded.tables.rates.shape[1])[None])
        write(recorded.numbers, np.array([loss_numbers(self.recipe.loss)]))
        write(recorded.feed.augment, asked.augment[None])
        self.alternating = asked.alternating

    def play(self, t: int, seen: int) -> StepResult:
        """One update, the t-th counted from 1, on the images that come after `seen` others."""
        self._feed(seen)
        self.machine.play()
        return self._result(self._record(t))

    def _feed(self, seen: int) -> None:
        """Bring the order of every epoch the next step chooses from, unless it is there."""
        indices, n = self.material.indices, self.material.batch
        for epoch in sorted({seen // len(indices), (seen + n - 1) // len(indices)}):
            row, wanted = epoch % 2, (epoch, self.alternating)
            if self._epochs.get(row) != wanted:
                order = epoch_row(indices, self.seed, epoch, alternate=self.alternating)
                at = self.recorded.feed.order.part(row * len(order), (len(order),))
                self.machine.write(at, order[None])
                self._epochs[row] = wanted

    def _record(self, t: int) -> Array:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = self._reader.take(0)
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
        self._put(weights, norms)

    def copies(self) -> tuple[Array, Array]:
        """Flat weights (P,) and norms (Q,) as they are now."""
        parameters, dtype = self.recorded.parameters, self.network.dtype
        views = (parameters.masters, parameters.norms)
        weights, norms = (self.machine.read(v)[0].astype(dtype) for v in views)
        return weights, norms

    def scores_by(self, frozen: tuple[Array, Array], images: Array) -> Array:
        """Scores (N, K) of images (N, H, W, C) uint8 by flat weights and norms, no others."""
        if self._scorer is None:
            self._scorer = Scorer(self.network, self._open, means=self._means)
        self._scorer.take(*frozen)
        return self._scorer.scores(images)

    def keyframe(self) -> dict[str, Array]:
        """Copies of `weights/<n>.<name>` and `norm/<n>.<name>`."""
        layout, (weights, norms) = self.network.layout, self.copies()
        named = named_arrays("weights/", layout.weights, weights)
        return named | named_arrays("norm/", layout.norms, norms)

    def state(self) -> dict[str, Array]:
        """The keyframe and `slots/<rule>.<slot>`, flat copies of the rule's memory."""
        key, slots = self.recipe.rule.key, self.recorded.tables.slots
        read = {f"slots/{key}.{name}": self.machine.read(v)[0] for name, v in slots.items()}
        return self.keyframe() | {n: a.astype(self.network.dtype) for n, a in read.items()}

    def load(self, arrays: Mapping[str, Array]) -> None:
        """Go on from a state, or from a keyframe with the rule's memory at 0; raises ValueError."""
        layout, (weights, norms) = self.network.layout, self.copies()
        load_arrays("weights/", layout.weights, weights, arrays)
        load_arrays("norm/", layout.norms, norms, arrays)
        self._put(weights, norms)
        key = self.recipe.rule.key
        for name, view in self.recorded.tables.slots.items():
            slot = arrays.get(f"slots/{key}.{name}", np.zeros(layout.size, np.float32))
            self.machine.write(view, slot[None])

    def _put(self, weights: Array, norms: Array) -> None:
        parameters, write = self.recorded.parameters, self.machine.write
        write(parameters.masters, weights[None])
        write(parameters.weights, weights[None])
        write(parameters.norms, norms[None])

    def close(self) -> None:
        """The learner is not used again; memory goes with the machine."""


def _as_long(rates: Array, steps: int) -> Array:
    """Rates for so many steps: the last one stays."""
    shown = rates[:steps]
    return np.pad(shown, (0, steps - len(shown)), mode="edge")
