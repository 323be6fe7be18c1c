"""Work that is the same at every step, prepared once: Python's share of a small step is large."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.backend import Array

Step = tuple[Any, ...]  # a function of arrays, the arrays, and where the result goes


def take(steps: Sequence[Step]) -> None:
    """One after another."""
    for function, *operands, out in steps:
        function(*operands, out=out)


def copied(source: Array, *, out: Array) -> None:
    """Write `source` to `out`; where it is turned round, faster than a ufunc."""
    out[...] = source
