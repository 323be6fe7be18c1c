"""Work of several pieces, divided among the members of a team."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache


@lru_cache
def deal(costs: tuple[int, ...], hands: int) -> Sequence[Sequence[int]]:
    """Which pieces each hand does: the costliest first, each to whom has least to do."""
    dealt: list[list[int]] = [[] for _ in range(hands)]
    loads = [0] * hands
    for piece in sorted(range(len(costs)), key=costs.__getitem__, reverse=True):
        least = loads.index(min(loads))
        dealt[least].append(piece)
        loads[least] += costs[piece]
    return dealt
