"""Runs of one kind side by side on a device: one set of kernels steps them all.

Room is for 1, 2, 4, ..., 64 runs; whoever is nobody's row learns too, and nobody looks.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.gangs.rows import MOST, room_for
from engine.gpu.machine import Opener
from engine.gpu.runs import Asked, Material, Runs
from engine.gpu.telling import WORDS
from engine.network import Network
from engine.training import Recipe, StepResult


@dataclass
class Member:
    """A run of a gang: how it was opened, and how far it is."""

    seed: int
    recipe: Recipe
    asked: Asked
    step: int
    seen: int


@dataclass(frozen=True)
class Row:
    """All that a run takes along when rows move: flat weights, norms and the rule's memory."""

    weights: Array
    norms: Array
    slots: dict[str, Array]


class DeviceGang:
    """Up to 64 runs of one network, loss, rule and batch; all of them step at every `play`.

    A run has the numbers it would have alone, whoever else is there: a run that pauses leaves,
    and joins again from its row. Seeds, rates, strengths and the rule's numbers are its own.
    """

    def __init__(
        self, network: Network, recipe: Recipe, material: Material, opener: Opener, steps: int
    ) -> None:
        self.network, self.recipe, self.material = network, recipe, material
        self.opener, self.steps = opener, steps
        self.members: dict[Hashable, Member] = {}
        self._places: list[Hashable] = []  # whose each row is
        self.runs = self._open(1)

    def join(self, name: Hashable, member: Member, row: Row | None = None) -> None:
        """Take in a run, freshly drawn or from its row; ValueError for a 65th or a namesake."""
        if name in self.members or len(self.members) == MOST:
            raise ValueError(f"expected a new run among at most {MOST}, got {name!r}")
        self._resize(room_for(len(self.members) + 1))
        self.members[name] = member
        self._places.append(name)
        self._seat(name, row)

    def leave(self, name: Hashable) -> Row:
        """Let a run go, with its row; the last one takes its place."""
        row, place, last = self.row(name), self._places.index(name), self._places[-1]
        moved = self.row(last)
        self._places[place] = last
        self._places.pop()
        del self.members[name]
        if last != name:
            self._seat(last, moved)
        self._resize(room_for(len(self.members)))
        return row

    def ask(self, name: Hashable, recipe: Recipe, asked: Asked) -> None:
        """Take over live numbers of a run; they hold from the next step on."""
        member = self.members[name]
        member.recipe, member.asked = recipe, asked
        self.runs.ask(self._places.index(name), recipe, asked)

    def play(self) -> dict[Hashable, StepResult]:
        """One update of every run."""
        for place, name in enumerate(self._places):
            self.runs.feed(place, self.members[name].seen)
        self.runs.play()()
        found = {name: self._result(place) for place, name in enumerate(self._places)}
        for member in self.members.values():
            member.step += 1
            member.seen += self.material.batch
        return found

    def row(self, name: Hashable) -> Row:
        """Copies of what a run is now."""
        place = self._places.index(name)
        return Row(*self.runs.copies(place), self.runs.slots(place))

    def _result(self, place: int) -> StepResult:
        found = self.runs.records.take(place)[-1]
        _, loss, total, right = (float(number) for number in found[:WORDS])
        names = [p.name for p in self.network.layout.weights]
        ratios = dict(zip(names, found[WORDS:].tolist(), strict=True))
        return StepResult(loss, total, right / self.material.batch, None, None, ratios)

    def _open(self, room: int) -> Runs:
        return Runs(
            self.network, self.recipe, self.material, self.opener, runs=room, steps=self.steps
        )

    def _resize(self, room: int) -> None:
        """Have so many rows: everybody moves to a step that was recorded for as many."""
        if room == len(self.runs.records.last):
            return
        rows = {name: self.row(name) for name in self._places}
        self.runs = self._open(room)
        for name, row in rows.items():
            self._seat(name, row)

    def _seat(self, name: Hashable, row: Row | None) -> None:
        """Give a run its place, drawn anew or as its row has it."""
        member, place = self.members[name], self._places.index(name)
        self.runs.begin(place, member.seed, member.step, member.seen)
        self.runs.ask(place, member.recipe, member.asked)
        zeros = np.zeros(self.network.layout.size, self.network.dtype)
        slots = row.slots if row else dict.fromkeys(member.recipe.rule.slots, zeros)
        if row:
            self.runs.put(place, row.weights, row.norms)
        for slot, memory in slots.items():
            self.runs.put_slot(place, slot, memory)
