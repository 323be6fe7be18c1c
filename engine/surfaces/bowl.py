"""The lecture's long valley, as steep across as one likes and turned as one likes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.schema import real
from engine.surfaces.base import START_X, START_Y, SURFACES, Surface, start


@SURFACES.add("bowl", label=("Long valley", "درهٔ کشیده"))
@dataclass(frozen=True)
class Bowl(Surface):
    """f = 1/2 (u^2 + kappa v^2), (u, v) the coordinates turned by an angle."""

    width: ClassVar[float] = 3.4
    middle: ClassVar[tuple[float, float]] = (-0.45, 0.0)

    kappa: float = real(
        10,
        1,
        1000,
        scale="log",
        label=("Condition number κ", "عدد شرطی κ"),
        help=(
            "How many times steeper the valley is across than along.",
            "شیب دره در پهنا چند برابر شیب آن در درازا است.",
        ),
    )
    turn: float = real(
        0,
        -90,
        90,
        step=1,
        label=("Rotation, degrees", "چرخش به درجه"),
        help=(
            "Turns the valley; rules that scale each coordinate by itself feel it.",
            "دره را می‌چرخاند؛ قاعده‌هایی که هر مختصه را جدا مقیاس می‌کنند آن را حس می‌کنند.",
        ),
    )
    x: float = start(-1.8, START_X)
    y: float = start(0.55, START_Y)

    def text(self) -> str:
        if not self.turn:
            return f"0.5*(x^2 + {self.kappa:.12g}*y^2)"
        c, s = (f"{name}({self.turn:.12g}*pi/180)" for name in ("cos", "sin"))
        return f"0.5*((x*{c} + y*{s})^2 + {self.kappa:.12g}*(y*{c} - x*{s})^2)"
