"""Beale's function: flat ground between steep corners (Beale 1958, On an iterative method)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.surfaces.base import START_X, START_Y, SURFACES, Surface, start


@SURFACES.add("beale", label=("Beale", "بیل"))
@dataclass(frozen=True)
class Beale(Surface):
    """f = (1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2."""

    middle: ClassVar[tuple[float, float]] = (1.0, 0.0)
    width: ClassVar[float] = 9.0
    minima: ClassVar[tuple[tuple[float, float], ...]] = ((3.0, 0.5),)

    x: float = start(1, START_X)
    y: float = start(1.5, START_Y)

    def text(self) -> str:
        return "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2"
