"""Runs of one kind side by side on a device: one set of kernels steps them all.

Room is for 1, 2, 4, ..., 64 runs; rows that are nobody's rest.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Hashable

import numpy as np

from engine.backend import Array
from engine.gangs.rows import MOST, room_for
from engine.gpu.machine import Opener, Wait
from engine.gpu.member import Member, Row
from engine.gpu.pace import Pace
from engine.gpu.runs import Asked, Material, Runs
from engine.gpu.telling import WORDS
from engine.network import Network
from engine.training import Recipe, StepResult


class DeviceGang:
    """Up to 64 runs of one network, loss, rule and batch.

    A run has the numbers it would have alone, whoever else is there. When one asks for its
    next step, all who wait for theirs are played with it, and find the figures ready. So a run
    may be ahead of what was told of it, by no more steps than the device remembers: it rests
    until somebody asks. Short steps are played several at a time, and their figures are read
    together. What is read of a run is what it was after the step told last.
    """

    def __init__(
        self, network: Network, recipe: Recipe, material: Material, opener: Opener, steps: int
    ) -> None:
        self.network, self.recipe, self.material = network, recipe, material
        self.opener, self.steps = opener, steps
        self.members: dict[Hashable, Member] = {}
        self._places: list[Hashable] = []  # whose each row is
        self._untold: dict[Hashable, deque[StepResult]] = {}
        self._flying: dict[Hashable, int] = {}  # steps the device is at
        self.pace = Pace()
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
        self._untold[name] = deque()
        self._seat(name, row)

    def leave(self, name: Hashable) -> Row:
        """Let a run go, with its row; the last one takes its place."""
        self._take_back()
        row, place, last = self.row(name), self._places.index(name), self._places[-1]
        moved = self.row(last)
        self._places[place] = last
        self._places.pop()
        del self.members[name], self._untold[name]
        if last != name:
            self._seat(last, moved)
        self._resize(room_for(len(self.members)))
        return row

    def ask(self, name: Hashable, recipe: Recipe, asked: Asked, last: int) -> None:
        """Take over live numbers of a run; they hold from the next step that is told."""
        self._take_back(name)
        member = self.members[name]
        member.recipe, member.asked, member.last = recipe, asked, last
        self.runs.ask(self._places.index(name), recipe, asked)

    def put(self, name: Hashable, row: Row) -> None:
        """Have a run go on from `row`."""
        self._take_back(name)
        self._seat(name, row)

    def step(self, name: Hashable) -> StepResult:
        """The next update of a run; the device goes on with whoever waits before this returns."""
        if not self._ahead(name):
            self._play([name, *(n for n in self.members if n != name)])
        if not self._untold[name]:
            self._collect()
        result = self._untold[name].popleft()
        if self._wait is None and all(self._has_room(n) for n in self.members):
            self._play(list(self.members))
        return result

    def told(self, name: Hashable) -> int:
        """After how many steps a run is, for those who read of it."""
        return self.members[name].step - self._ahead(name)

    def row(self, name: Hashable, *, slots: bool = True) -> Row:
        """Copies of what a run is after the step told last, with `slots` the rule's memory too."""
        place = self._places.index(name)
        after = self.told(name) if self._ahead(name) else None
        memory = self.runs.slots(place, after=after) if slots else {}
        return Row(*self.runs.copies(place, after=after), memory)

    def _ahead(self, name: Hashable) -> int:
        return len(self._untold[name]) + self._flying.get(name, 0)

    @property
    def _depth(self) -> int:
        return self.runs.recorded.before.depth

    def _has_room(self, name: Hashable) -> bool:
        """Whether more steps may be played of a run, or none anyway."""
        more = self.pace.steps(self._depth)
        return self._ahead(name) + more <= self._depth or self._places.index(name) in self._resting

    def _play(self, names: list[Hashable]) -> None:
        """Let the device begin as many steps as are read at once."""
        self._collect()
        for _ in range(self.pace.steps(self._depth)):
            self._begin(names)

    def _begin(self, names: list[Hashable]) -> None:
        """One step of those of whom another one can be remembered, and who are not at their end."""
        ready = [n for n in names if self._ahead(n) < self._depth and self._left(n) > 0]
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
            self._flying[name] = self._flying.get(name, 0) + 1
            self._move(name, 1)

    def _collect(self) -> None:
        """Wait for the steps the device is at, and read their figures."""
        if self._wait is None:
            return
        wait, self._wait = self._wait, None
        wait()
        self.pace.read(max(self._flying.values()), time.monotonic())
        for name, count in self._flying.items():
            rows = self.runs.records.take(self._places.index(name))[-count:]
            self._untold[name] += [self._result(row) for row in rows]
        self._flying.clear()

    def _take_back(self, *names: Hashable) -> None:
        """Undo the steps that were not told of these runs, or of all."""
        self._collect()
        for name in [n for n in names or self.members if self._untold[n]]:
            self._move(name, -len(self._untold[name]))
            self._untold[name].clear()
            self.runs.take_back(self._places.index(name), self.members[name].step)

    def _move(self, name: Hashable, steps: int) -> None:
        self.members[name].step += steps
        self.members[name].seen += steps * self.material.batch

    def _left(self, name: Hashable) -> int:
        return self.members[name].last - self.members[name].step

    def _result(self, found: Array) -> StepResult:
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
