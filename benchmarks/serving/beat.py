"""A run that says exactly ten things a second: a real network at ten steps a second.

The server under test learns of it through GRADIENT_LAB_DEMOS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.schema import choice
from webapp.demos.base import DEMOS
from webapp.demos.cifar10 import Cifar10


@DEMOS.add("beat", label=("Ten a second", "ده بار در ثانیه"))
@dataclass(frozen=True)
class Beat(Cifar10):
    """The network of the page, held at a pace that no page offers."""

    listed: ClassVar[bool] = False

    speed: str = choice(
        "10", {"10": ("10 steps/s", "۱۰ گام در ثانیه")}, label=("Speed", "سرعت"), group="run"
    )
