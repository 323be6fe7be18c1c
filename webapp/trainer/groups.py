"""What takes turns on a trainer's device."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from webapp.trainer.held import Held


@dataclass(frozen=True, eq=False)
class Alone:
    """One run that steps by itself; `advance` does that, whatever goes wrong.

    People share a trainer alike: whoever has several runs among `held` that train has a part of
    one share for each.
    """

    one: Held
    held: Sequence[Held]
    advance: Callable[[Held], None]

    @property
    def weight(self) -> float:
        """1 by the number of its owner's runs that train here."""
        owner = self.one.lease.run.owner
        theirs = [h for h in self.held if h.lease.run.owner == owner and h.state == "running"]
        return 1 / max(1, len(theirs))

    @property
    def first(self) -> bool:
        """Whether it is a presenter's."""
        return self.one.lease.run.first

    def due(self) -> float:
        """When it wants its next step."""
        return self.one.due()

    def step(self) -> None:
        """One step or slice."""
        self.advance(self.one)


def side_by_side(one: Held, held: Sequence[Held]) -> list[Held]:
    """The run whose turn it is, and those that step in one gang with it and want to.

    A device steps a gang as one: whoever is left behind would be played for alone. Each of
    them gives its turns to all, so a gang has as many turns as it has runs.
    """
    gang = gang_of(one)
    if gang is None:
        return [one]
    now = time.monotonic()
    beside = [h for h in held if h is not one and gang_of(h) is gang and h.due() <= now]
    return [one, *beside]


def gang_of(held: Held) -> object | None:
    """What the run's session steps in together with others, if it does."""
    return getattr(held.opened.session, "gang", None) if hasattr(held, "opened") else None
