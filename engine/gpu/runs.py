"""R runs of one network on one machine: a recorded step, and what the host fills it with."""

from __future__ import annotations

import functools
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.gpu.buffers import View
from engine.gpu.feeding import epoch_row
from engine.gpu.machine import Opener
from engine.gpu.pieces import cut
from engine.gpu.ring import Reader
from engine.gpu.step import Size, TrainingStep
from engine.gpu.twins.losses import loss_numbers
from engine.gpu.updating import group_ends, hypers
from engine.network import Network
from engine.training import Recipe
from engine.training.pixels import MEAN, STD


@dataclass(frozen=True)
class Material:
    """What runs learn from: images (M, H, W, C) uint8, labels (M,), which of them, in batches."""

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


class Runs:
    """Runs side by side, each with a seed, an order and numbers of its own; `play` steps them all.

    `steps` is how many learning rates each may have; the last one stays.
    """

    def __init__(
        self,
        network: Network,
        recipe: Recipe,
        material: Material,
        opener: Opener,
        *,
        runs: int = 1,
        steps: int,
    ) -> None:
        self.network, self.material = network, material
        counts = (len(material.indices), len(material.images))
        size = Size(runs, material.batch, *counts, steps)
        self.recorded, self.machine = opener.written(
            functools.partial(TrainingStep.record, network, recipe, size)
        )
        self.play, self._write = self.machine.play, self.machine.write
        self._seeds, self._alternating = [0] * runs, [False] * runs
        self._held: dict[
            tuple[int, int], tuple[int, int, bool]
        ] = {}  # order in each row of a table
        self._fill()
        self._write(self.recorded.clock, np.ones(runs, np.uint64))
        self._write(self.recorded.numbers, np.tile(loss_numbers(recipe.loss), (runs, 1)))
        self.rest(())
        ring, ratios = (self.machine.array(v) for v in (self.recorded.ring, self.recorded.ratios))
        self.records = Reader(ring, ratios)

    @property
    def room(self) -> int:
        """R, whether anybody has the rows or not."""
        return len(self._seeds)

    def _fill(self) -> None:
        """Bring what all runs share."""
        feed, tables, channels = self.recorded.feed, self.recorded.tables, self.network.shape[-1]
        self._write(feed.images, self.material.images)
        self._write(feed.labels, np.asarray(self.material.labels, np.int32))
        self._write(feed.mean, np.asarray(MEAN[:channels]))
        self._write(feed.deviation, np.asarray(STD[:channels]))
        self._write(tables.ends, group_ends(self.network.layout))
        self._write(tables.pieces.table, cut(self.network.layout))

    def begin(self, run: int, seed: int, step: int, seen: int) -> None:
        """Draw fresh weights, and have the next step be the one after `step`, `seen` images on."""
        recorded, self._seeds[run] = self.recorded, seed
        first = np.array([seen - step * self.material.batch], np.int64)
        self._write(recorded.seeds.one(run), np.array([seed], np.uint64))
        self._write(recorded.feed.start.one(run), first.view(np.uint64))
        self._write(recorded.clock.one(run), np.array([step + 1], np.uint64))
        self.put(run, *self.network.initial(seed))
        self.records.rewind(run, step)

    def ask(self, run: int, recipe: Recipe, asked: Asked) -> None:
        """Take over live numbers; they hold from the next step on."""
        tables, groups = self.recorded.tables, tuple(self.network.layout.groups)
        table = hypers(recipe.rule, recipe.penalty, asked.strength, groups)
        shown = asked.rates[: tables.rates.shape[1]]
        rates = np.pad(shown, (0, tables.rates.shape[1] - len(shown)), mode="edge")
        self._write(tables.hyper.one(run), table[None])
        self._write(tables.rates.one(run), rates[None])
        self._write(self.recorded.numbers.one(run), np.array([loss_numbers(recipe.loss)]))
        self._write(self.recorded.feed.augment.one(run), asked.augment[None])
        self._alternating[run] = asked.alternating

    def feed(self, run: int, seen: int) -> None:
        """Bring the order of every epoch the next step chooses from, unless it is there."""
        indices, n = self.material.indices, self.material.batch
        order = self.recorded.feed.order.one(run)
        for epoch in sorted({seen // len(indices), (seen + n - 1) // len(indices)}):
            wanted = (epoch, self._seeds[run], self._alternating[run])
            if self._held.get((run, epoch % 2)) != wanted:
                row = epoch_row(indices, self._seeds[run], epoch, alternate=self._alternating[run])
                self._write(order.part(epoch % 2 * len(row), (len(row),)), row[None])
                self._held[run, epoch % 2] = wanted

    def put(self, run: int, weights: Array, norms: Array) -> None:
        """Have a run go on from flat weights (P,) and norms (Q,)."""
        parameters = self.recorded.parameters
        self._write(parameters.masters.one(run), weights[None])
        self._write(parameters.weights.one(run), weights[None])
        self._write(parameters.norms.one(run), norms[None])

    def rest(self, runs: Collection[int]) -> None:
        """Have these runs stay as they are from the next step on; the others step."""
        active = np.ones(len(self._seeds), np.int32)
        active[list(runs)] = 0
        self._write(self.recorded.before.active, active)

    def take_back(self, run: int, step: int) -> None:
        """Have a run be what it was after `step`, one of the `before.depth` played last."""
        before = self.recorded.before
        for view in before.copies:
            self._write(view.one(run), self.machine.read(before.of(view, step + 1).one(run)))
        parameters = self.recorded.parameters
        self._write(parameters.weights.one(run), self.machine.read(parameters.masters.one(run)))
        self._write(self.recorded.clock.one(run), np.array([step + 1], np.uint64))
        self.records.rewind(run, step)

    def put_slot(self, run: int, name: str, slot: Array) -> None:
        """Fill one array of the rule's memory (P,)."""
        self._write(self.recorded.tables.slots[name].one(run), slot[None])

    def copies(self, run: int, *, after: int | None = None) -> tuple[Array, Array]:
        """Flat weights (P,) and norms (Q,) of a run, now or `after` one of its last steps."""
        parameters = self.recorded.parameters
        weights, norms = (self._read(v, run, after) for v in (parameters.masters, parameters.norms))
        return weights, norms

    def slots(self, run: int, *, after: int | None = None) -> dict[str, Array]:
        """The rule's memory of a run by name, each (P,)."""
        slots = self.recorded.tables.slots
        return {name: self._read(view, run, after) for name, view in slots.items()}

    def _read(self, view: View, run: int, after: int | None) -> Array:
        view = view if after is None else self.recorded.before.of(view, after + 1)
        found: Array = self.machine.read(view.one(run))[0].astype(self.network.dtype)
        return found
