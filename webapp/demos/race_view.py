"""What every page on which rules go downhill shows of it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.schema import choice, flag, integer
from webapp.demos.base import View

PACES = {
    "0.25": ("¼×", "¼×"),
    "1": ("1×", "1×"),
    "4": ("4×", "4×"),
}


@dataclass(frozen=True)
class RaceView(View):
    """The moment that is shown, how fast it plays, and the axes of the loss."""

    row: int = integer(1, 0, 11, label=("Row spelled out", "سطر نوشته‌شده"))
    step: int = integer(24, 0, 5000, label=("Step shown", "گام نمایش‌داده"))
    pace: str = choice(
        "1",
        {key: (said, said) for key, (said, _) in PACES.items()},
        label=("Speed", "سرعت"),
    )
    seen: str = choice(
        "map",
        {"map": ("map", "نقشه"), "3d": ("3-D", "سه‌بعدی")},
        label=("Surface drawn as", "نمایش رویه"),
    )
    log_y: bool = flag(True, label=("log y", "لگاریتم y"))
    log_x: bool = flag(False, label=("log x", "لگاریتم x"))
