"""The function a reader types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.expressions import LONGEST, read
from engine.schema import real, text
from engine.surfaces.base import START_X, START_Y, SURFACES, Surface, start

FARTHEST = 1e6


@SURFACES.add("typed", label=("A function of your own", "تابعی از خودتان"))
@dataclass(frozen=True)
class Typed(Surface):
    """f(x, y) as typed; its gradient is the engine's own."""

    lowest: ClassVar[float | None] = None
    minima: ClassVar[tuple[tuple[float, float], ...]] = ()

    f: str = text(
        "x^2/4 + y^2 + sin(3*x)*cos(2*y)",
        parse=read,
        longest=LONGEST,
        label=("f(x, y) =", "f(x, y) ="),
        help=(
            "+ - * / ^, exp, log, sin, cos, tanh, max, abs, sqrt, pi, e, x and y.",
            "عملگرهای + - * / ^ و تابع‌های exp, log, sin, cos, tanh, max, abs, sqrt با pi, e, x, y.",
        ),
    )
    x: float = start(-3, START_X)
    y: float = start(1, START_Y)
    across: float = real(
        10,
        1e-3,
        FARTHEST,
        scale="log",
        label=("Width of the map", "پهنای نقشه"),
        group="start",
    )
    middle_x: float = real(0, -FARTHEST, FARTHEST, label=("Middle x", "میانهٔ x"), group="start")
    middle_y: float = real(0, -FARTHEST, FARTHEST, label=("Middle y", "میانهٔ y"), group="start")

    def text(self) -> str:
        return self.f

    def view(self) -> tuple[tuple[float, float], float]:
        return (self.middle_x, self.middle_y), self.across
