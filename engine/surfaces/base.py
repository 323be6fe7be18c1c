"""The contract of a surface: a formula that is read like a typed one, a start and a map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from engine.backend import Array
from engine.expressions import Graph, read
from engine.registry import Entry, Registry, Text
from engine.schema import real

START_X: Text = ("Start x", "آغاز x")
START_Y: Text = ("Start y", "آغاز y")
FARTHEST_START = 1000.0


def start(value: float, label: Text) -> Any:
    """A coordinate of the point where every rule begins."""
    return real(value, -FARTHEST_START, FARTHEST_START, step=0.01, label=label, group="start")


@dataclass(frozen=True)
class Surface(Entry):
    """Fields `x` and `y` are the start; `middle` and `width` are the part a map shows.

    `lowest` is the least value there is, None where nobody knows it; `minima` are the places
    where it is taken.
    """

    x: float
    y: float

    middle: ClassVar[tuple[float, float]] = (0.0, 0.0)
    width: ClassVar[float] = 4.0
    lowest: ClassVar[float | None] = 0.0
    minima: ClassVar[tuple[tuple[float, float], ...]] = ((0.0, 0.0),)

    def text(self) -> str:
        """The formula, as a reader would type it."""
        raise NotImplementedError

    def graph(self) -> Graph:
        """The formula, read."""
        return read(self.text())

    def view(self) -> tuple[tuple[float, float], float]:
        """Middle and width of the map."""
        return self.middle, self.width

    def path(self) -> Array | None:
        """A way (T, 2) that somebody took on it before any race."""
        return None

    def about(self) -> Text | None:
        """Where it comes from, if its formula does not say."""
        return None


SURFACES: Registry[Surface] = Registry("surface")
