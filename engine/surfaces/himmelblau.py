"""Four minima of one depth: Himmelblau 1972, Applied Nonlinear Programming."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.surfaces.base import START_X, START_Y, SURFACES, Surface, start


@SURFACES.add("himmelblau", label=("Himmelblau", "هیمل‌بلاو"))
@dataclass(frozen=True)
class Himmelblau(Surface):
    """f = (x^2 + y - 11)^2 + (x + y^2 - 7)^2."""

    width: ClassVar[float] = 21.0
    minima: ClassVar[tuple[tuple[float, float], ...]] = (
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286170),
        (3.584428340330492, -1.848126526964404),
    )

    x: float = start(-0.3, START_X)
    y: float = start(-0.9, START_Y)

    def text(self) -> str:
        return "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
