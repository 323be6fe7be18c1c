"""Check lines: what the lecture says beside what the engine computes."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from engine.lecture.compute import FUNCTIONS
from engine.lecture.files import read
from engine.registry import Text


@dataclass(frozen=True)
class Row:
    """One number of the lecture; `by` is the function that computed ours, as in `compute.py`.

    `agrees` is measured: |slide_value - computed| <= tolerance. An erratum says what is
    wrong with the slide, be it the number or only its words.
    """

    id: str
    topic: str
    slide: str
    quantity: Text
    slide_value: float
    computed: float
    tolerance: float
    origin: str
    by: str
    agrees: bool
    erratum: Text | None

    def to_json(self) -> dict[str, Any]:
        """Plain values for a page."""
        return asdict(self)


@cache
def rows(demo: str) -> tuple[Row, ...]:
    """The check lines of one demo, computed now; none for a demo the lecture has no number for."""
    return tuple(_row(said) for said in read("numbers") if demo in said["demos"])


def _row(said: dict[str, Any]) -> Row:
    computed = FUNCTIONS[said["by"]](**said["given"])
    told = {name: said[name] for name in ("id", "topic", "slide", "slide_value", "tolerance")}
    erratum = tuple(said["erratum"]) if "erratum" in said else None
    return Row(
        **told,
        origin=said["origin"],
        by=said["by"],
        quantity=tuple(said["quantity"]),
        computed=computed,
        agrees=math.isclose(computed, told["slide_value"], rel_tol=0, abs_tol=told["tolerance"]),
        erratum=erratum,
    )
