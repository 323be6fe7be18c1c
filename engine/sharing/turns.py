"""Deficit round robin: Shreedhar & Varghese 1995, https://doi.org/10.1145/217382.217453.

What a step costs is known only afterwards. So a group goes on while it has credit, may end in
debt by less than one step, and pays that off over as many rounds as it takes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from engine.backend import Device

QUANTA = {"cpu": 0.05, "gpu": 0.005}  # seconds: a GPU changes runs for nothing, caches do not
LEAST = 1e-6  # seconds a step is charged at least: a clock too coarse would let one run for ever


class Group(Protocol):
    """Runs that make their steps together: one run, or a gang in one set of kernels."""

    @property
    def weight(self) -> float:
        """Its share against the others' weights, above 0; a gang's is how many it advances."""
        ...

    @property
    def first(self) -> bool:
        """Whether a presenter's run is in it."""
        ...

    def due(self) -> float:
        """When it wants its next step: 0 as soon as may be, infinity not at all."""
        ...

    def step(self) -> None:
        """Exactly one step."""
        ...


G = TypeVar("G", bound=Group)


@dataclass
class Seat:
    """What one group may still use (seconds, below 0 a debt), and what it had beyond that."""

    credit: float
    extra: float


class Turns(Generic[G]):
    """Groups that share a device by weight; `next` says whose step it is, `paid` what it cost.

    In every round each group is given quantum * weight seconds; a round begins when nobody who
    is ready has credit. Between groups that are always ready, seconds divided by weight differ
    at the end of a round by less than the longest step, and never by more than a quantum
    beyond. A group that was away comes back with one quantum at most, and no debt is forgotten.

    A group whose pace is due goes before those that take whatever they get, while it has
    credit. A presenter's group waits for one step of the others at most: while one is ready, of
    any two steps in a row one is a presenter's, if need be beyond its share and at no charge.
    The others have every second step then, and share that as before.

    On a GPU steps are only begun: `next` may be asked again while a few are still to be `paid`,
    and debts are longer by as many steps.
    """

    def __init__(self, quantum: float) -> None:
        self.quantum = quantum
        self.seats: dict[G, Seat] = {}
        self._current: G | None = None
        self._presented = False  # whether the last step was a presenter's

    def join(self, group: G) -> None:
        """Take part from now on, behind the others; raises ValueError for a weight not above 0."""
        if not 0 < group.weight < math.inf:
            raise ValueError(f"expected a weight above 0, got {group.weight}")
        had = max((seat.extra for seat in self.seats.values()), default=0.0)
        self.seats[group] = Seat(self._share(group), had)

    def leave(self, group: G) -> None:
        """Take part no more; whoever is not here may leave too."""
        self.seats.pop(group, None)
        if self._current is group:  # or it would be kept until somebody else makes a step
            self._current = None

    def once(self, now: Callable[[], float]) -> G | None:
        """Let whoever is next make a step, and charge it; None when nobody is ready."""
        began = now()
        group = self.next(began)
        if group is not None:
            try:
                group.step()
            finally:
                self.paid(group, now() - began)
        return group

    def next(self, at: float) -> G | None:
        """Whose step comes now, at the time `at`; None when nobody is ready."""
        ready = {group: due for group in self.seats if (due := group.due()) <= at}
        firsts = [group for group in ready if group.first]
        others = [group for group in ready if not group.first]
        if not ready:
            return None
        while not any(self.seats[group].credit > 0 for group in ready):
            self._begin_round(ready)
        chosen = self._presenter(firsts, others) or self._chosen(others, ready)
        self._current, self._presented = chosen, chosen.first
        return chosen

    def paid(self, group: G, seconds: float) -> None:
        """The step of `group` took so long; raises ValueError for what is no duration."""
        if not 0 <= seconds < math.inf:
            raise ValueError(f"expected seconds, got {seconds}")
        seat = self.seats.get(group)
        if seat is None:
            return
        if group.first and seat.credit <= 0:
            seat.extra += max(seconds, LEAST)
        else:
            seat.credit -= max(seconds, LEAST)

    def _presenter(self, firsts: list[G], others: list[G]) -> G | None:
        """The presenter's group that goes first; None when it is the turn of the others."""
        rich = [group for group in firsts if self.seats[group].credit > 0]
        if rich:
            return min(rich, key=self._in_order)
        if not firsts or (self._presented and others):
            return None
        chosen = min(firsts, key=lambda group: self.seats[group].extra)
        for seat in self.seats.values():  # nobody saves up extra steps by being away
            seat.extra = max(seat.extra, self.seats[chosen].extra)
        return chosen

    def _chosen(self, others: list[G], due: dict[G, float]) -> G:
        """Of those with credit whose pace is due longest, else who is at it, else the first."""
        rich = [group for group in others if self.seats[group].credit > 0]
        paced = [group for group in rich if due[group] > 0]
        return min(paced, key=due.__getitem__) if paced else min(rich, key=self._in_order)

    def _in_order(self, group: G) -> bool:
        """Sorts who is at it before the others, and leaves those as they joined."""
        return group is not self._current

    def _begin_round(self, ready: Iterable[G]) -> None:
        """Give everybody as many quanta as it takes until one of `ready` has credit."""
        self._current = None
        rounds = min(1 + -self.seats[group].credit // self._share(group) for group in ready)
        for group, seat in self.seats.items():
            share = self._share(group)
            seat.credit = min(seat.credit + max(1.0, rounds) * share, share)

    def _share(self, group: G) -> float:
        return self.quantum * group.weight


def quantum_on(device: Device) -> float:
    """Seconds that a group of weight 1 has in every round."""
    return QUANTA[device.kind]
