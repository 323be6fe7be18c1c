"""Who is at work on one pass over a batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.backend import Array
from engine.layers.context import alone


@dataclass(frozen=True)
class Crew:
    """The first `active` shards; `meet` waits for all of them, `total` adds up what they have."""

    active: int
    meet: Callable[[], None]
    total: Callable[[Array], Array]


ALONE = Crew(1, lambda: None, alone)
