"""A run of a gang, and what it takes along when it moves."""

from __future__ import annotations

from dataclasses import dataclass

from engine.backend import Array
from engine.gpu.runs import Asked
from engine.training import Recipe


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
