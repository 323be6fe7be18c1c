"""A saddle whose two ways down end: flat at first, steep later."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from engine.surfaces.base import START_X, START_Y, SURFACES, Surface, start


@SURFACES.add("saddle", label=("Saddle", "زین"))
@dataclass(frozen=True)
class Saddle(Surface):
    """f = x^2/2 - y^2/2 + y^4/20; the saddle is at (0, 0), the minima at y = -+sqrt(5)."""

    width: ClassVar[float] = 11.0
    lowest: ClassVar[float | None] = -1.25
    minima: ClassVar[tuple[tuple[float, float], ...]] = (
        (0.0, math.sqrt(5)),
        (0.0, -math.sqrt(5)),
    )

    x: float = start(-4, START_X)
    y: float = start(0.01, START_Y)

    def text(self) -> str:
        return "0.5*x^2 - 0.5*y^2 + 0.05*y^4"
