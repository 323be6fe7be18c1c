"""Runs of one kind side by side on a device: one set of kernels steps them all.

Room is for 1, 2, 4, ..., 64 runs; rows that are nobody's rest.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.gangs.rows import MOST, room_for
from engine.gpu.machine import Opener, Wait
from engine.gpu.runs import Asked, Material, Runs
from engine.gpu.telling import WORDS
from engine.network import Network
from engine.training import Recipe, StepResult


@dataclass
class Member:
    """A run of a gang: how it was opened, how far it is played, and how far it may be."""

    seed: int
    recipe: Recipe
    asked: Asked
    step: int
    seen: int
    last: int


@dataclass(frozen=True)
class Row:
    """All that a run takes along when it moves: flat weights, norms and the rule's memory."""

    weights: Array
    norms: Array
    slots: dict[str, Array]


class DeviceGang:
    """Up to 64 runs of one network, loss, rule and batch.

    A run has the numbers it would have alone, whoever else is there. When one asks for its
    next step, all who wait for theirs are played with it, and find the figures ready. So a run
    may be a step ahead of what was told of it, and never more: it rests until somebody asks.
    What is read of a run is what it was after the step told last.
    """

    def __init__(
        self, network: Network, recipe: Recipe, material: Material, opener: Opener, steps: int
    ) -> None:
        self.network, self.recipe, self.material = network, recipe, material
        self.opener, self.steps = opener, steps
        self.members: dict[Hashable, Member] = {}
        self._places: list[Hashable] = []  # whose each row is
        self._untold: dict[Hashable, StepResult | None] = {}  # None while the device is at it
        self._wait: Wait | None = None
        self._resting: set[int] = set()
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
        self._take_back()
        row, place, last = self.row(name), self._places.index(name), self._places[-1]
        moved = self.row(last)
        self._places[place] = last
        self._places.pop()
        del self.members[name]
        if last != name:
            self._seat(last, moved)
        self._resize(room_for(len(self.members)))
        return row

    def ask(self, name: Hashable, recipe: Recipe, asked: Asked, last: int) -> None:
        """Take over live numbers of a run; they hold from the next step that is told."""
        if name in self._untold:
            self._take_back(name)
        member = self.members[name]
        member.recipe, member.asked, member.last = recipe, asked, last
        self.runs.ask(self._places.index(name), recipe, asked)

    def put(self, name: Hashable, row: Row) -> None:
        """Have a run go on from `row`."""
        if name in self._untold:
            self._take_back(name)
        self._seat(name, row)

    def step(self, name: Hashable) -> StepResult:
        """The next update of a run; the device goes on with whoever waits before this returns."""
        if name not in self._untold:
            self._begin([name, *(n for n in self.members if n != name)])
        self._collect()
        result = self._untold.pop(name)
        assert result is not None  # collected just now
        if not self._untold or all(self._places.index(n) in self._resting for n in self._untold):
            self._begin(list(self.members))
        return result

    def told(self, name: Hashable) -> int:
        """After how many steps a run is, for those who read of it."""
        return self.members[name].step - (name in self._untold)

    def row(self, name: Hashable) -> Row:
        """Copies of what a run is after the step told last."""
        place, before = self._places.index(name), name in self._untold
        return Row(*self.runs.copies(place, before=before), self.runs.slots(place, before=before))

    def _begin(self, names: list[Hashable]) -> None:
        """Let the device begin a step of those who are told everything and not at their end."""
        self._collect()
        ready = [n for n in names if n not in self._untold and self._left(n) > 0]
        if not ready:
            return
        resting = set(range(self.runs.room)) - {self._places.index(name) for name in ready}
        if resting != self._resting:
            self.runs.rest(resting)
            self._resting = resting
        for name in ready:
            self.runs.feed(self._places.index(name), self.members[name].seen)
        self._wait = self.runs.play()
        for name in ready:
            self._untold[name] = None
            self._move(name, 1)

    def _collect(self) -> None:
        """Wait for the step the device is at, and read its figures."""
        if self._wait is not None:
            wait, self._wait = self._wait, None
            wait()
            for name in [n for n, result in self._untold.items() if result is None]:
                self._untold[name] = self._result(self._places.index(name))

    def _take_back(self, *names: Hashable) -> None:
        """Undo the step that was not told of these runs, or of all."""
        self._collect()
        for name in [n for n in self._untold if not names or n in names]:
            del self._untold[name]
            self._move(name, -1)
            self.runs.take_back(self._places.index(name), self.members[name].step)

    def _move(self, name: Hashable, steps: int) -> None:
        self.members[name].step += steps
        self.members[name].seen += steps * self.material.batch

    def _left(self, name: Hashable) -> int:
        return self.members[name].last - self.members[name].step

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
        if room == self.runs.room:
            return
        self._take_back()
        rows = {name: self.row(name) for name in self._places}
        self.runs, self._resting = self._open(room), set()
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
