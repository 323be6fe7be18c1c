"""Many minima in one bowl: Rastrigin's function with ripples as deep as one likes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.schema import real
from engine.surfaces.base import START_X, START_Y, SURFACES, Surface, start


@SURFACES.add("ripples", label=("Many minima", "کمینه‌های بسیار"))
@dataclass(frozen=True)
class Ripples(Surface):
    """f = x^2 + y^2 + a (2 - cos 2 pi x - cos 2 pi y); Rastrigin has a = 10."""

    width: ClassVar[float] = 8.0

    depth: float = real(
        1,
        0,
        10,
        label=("Depth of the ripples a", "ژرفای موج‌ها a"),
        help=(
            "At 0 a plain bowl; the deeper the ripples, the more minima hold a ball.",
            "در صفر کاسه‌ای ساده؛ هرچه موج‌ها ژرف‌تر، کمینه‌های بیشتری توپ را نگه می‌دارند.",
        ),
    )
    x: float = start(-3.3, START_X)
    y: float = start(1.3, START_Y)

    def text(self) -> str:
        return f"x^2 + y^2 + {self.depth:.12g}*(2 - cos(2*pi*x) - cos(2*pi*y))"
