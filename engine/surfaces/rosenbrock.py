"""Rosenbrock's bent valley (Rosenbrock 1960, https://doi.org/10.1093/comjnl/3.3.175)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.surfaces.base import START_X, START_Y, SURFACES, Surface, start


@SURFACES.add("rosenbrock", label=("Rosenbrock", "روزنبراک"))
@dataclass(frozen=True)
class Rosenbrock(Surface):
    """f = (1 - x)^2 + 100 (y - x^2)^2."""

    middle: ClassVar[tuple[float, float]] = (0.0, 0.6)
    width: ClassVar[float] = 5.2
    minima: ClassVar[tuple[tuple[float, float], ...]] = ((1.0, 1.0),)

    x: float = start(-1.2, START_X)
    y: float = start(1, START_Y)

    def text(self) -> str:
        return "(1 - x)^2 + 100*(y - x^2)^2"
