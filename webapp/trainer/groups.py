"""What takes turns on a trainer's device."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from webapp.trainer.held import Held


@dataclass(frozen=True)
class Alone:
    """One run that steps by itself; `advance` does that, whatever goes wrong."""

    held: Held
    advance: Callable[[Held], None]

    @property
    def weight(self) -> float:
        """One run's share."""
        return 1.0

    @property
    def first(self) -> bool:
        """Whether it is a presenter's."""
        return self.held.lease.run.first

    def due(self) -> float:
        """When it wants its next step."""
        return self.held.due()

    def step(self) -> None:
        """One step or slice."""
        self.advance(self.held)
