"""A backward pass with blanks: its forward lines, and backward lines that a reader writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.backward.lines import Env, Line
from engine.registry import Text


@dataclass(frozen=True, kw_only=True)
class Slope(Line):
    """A line of the backward pass: the slopes of the number `of` along `by`."""

    of: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Blank(Slope):
    """A line whose expression the reader writes; `expression` is a right answer.

    Attributes:
        given: the names that may be used.
        slips: (kind, expression) of mistakes people make.
        through: a name that is 1 where a gate is open, 0 where it is closed.
        numpy: the same line over whole arrays.
    """

    given: tuple[str, ...]
    numpy: str
    slips: tuple[tuple[str, str], ...] = ()
    through: str = ""


@dataclass(frozen=True)
class Pass:
    """A loss as lines forward and backward; `problems` are the numbers both are run on.

    Attributes:
        name: what is differentiated.
        means: what each name stands for.
        inputs: the letters of the names that are given.
        ends: the targets whose slopes are the gradient.
        first: the inputs at the first of many points, where there are points.
    """

    name: Text
    inputs: Mapping[str, str]
    forward: tuple[Line, ...]
    backward: tuple[Slope, ...]
    ends: tuple[str, ...]
    means: Mapping[str, Text]
    problems: Callable[[Path], tuple[Env, ...]]
    first: Mapping[str, float] = field(default_factory=dict)

    @property
    def blanks(self) -> dict[str, Blank]:
        """By target, in order."""
        return {line.target: line for line in self.backward if isinstance(line, Blank)}

    @property
    def axes(self) -> dict[str, str]:
        """The letters of every name."""
        made = {line.target: line.axes for line in (*self.forward, *self.backward)}
        return {**self.inputs, **made}
