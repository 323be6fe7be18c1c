"""A pit in a plain: far from it there is next to no slope to follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.surfaces.base import START_X, START_Y, SURFACES, Surface, start


@SURFACES.add("plateau", label=("Plateau", "فلات"))
@dataclass(frozen=True)
class Plateau(Surface):
    """f = 1 - exp(-(x^2 + 2 y^2)/2)."""

    width: ClassVar[float] = 9.0

    x: float = start(-3, START_X)
    y: float = start(0.8, START_Y)

    def text(self) -> str:
        return "1 - exp(-(x^2 + 2*y^2)/2)"
