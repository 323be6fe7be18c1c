"""What a search is told, and what a state file of one must hold."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from engine.backend import Array
from engine.search.problem import SHAPE
from engine.statefile import BadState, check_against

RIDERS = ("random", "local", "gradient")
BEST = tuple(f"weights/{r}.W" for r in range(len(RIDERS)))  # the best W of each
DESCENT = "slots/gradient.W"  # where gradient descent stands, which need not be its best


class SearchSettings(Protocol):
    """The parameters of the page; a demo has them as fields."""

    @property
    def tries(self) -> int: ...
    @property
    def scale(self) -> float: ...
    @property
    def jump(self) -> float: ...
    @property
    def lr(self) -> float: ...
    @property
    def images(self) -> int: ...
    @property
    def data(self) -> str: ...
    @property
    def seed(self) -> int: ...


def refuse_search(saved: tuple[Mapping[str, Array], Mapping[str, Any]]) -> None:
    """Raise BadState unless this is the state of a whole search."""
    arrays, meta = saved
    if meta["kind"] != "run":
        raise BadState("kind", "text", meta["kind"], "run")
    check_against(arrays, dict.fromkeys((*BEST, DESCENT), (SHAPE, ("float32",))))
    for name, (rule, holds) in NUMBERS.items():
        if not holds(meta.get(name)):
            raise BadState(name, "text", meta.get(name), rule)


def _row(length: int, *kinds: type) -> Callable[[object], bool]:
    """Whether a value is a list of so many finite numbers of at least 0, or None where allowed."""

    def holds(value: object) -> bool:
        if not isinstance(value, list) or len(value) != length:
            return False
        known = [v for v in value if v is not None or type(None) not in kinds]
        return all(type(v) in kinds and math.isfinite(v) and v >= 0 for v in known)

    return holds


def _table(value: object) -> bool:
    rows = value if isinstance(value, list) else []
    return len(rows) == len(RIDERS) and all(map(_row(SHAPE[0], int), rows))


NUMBERS: dict[str, tuple[str, Callable[[object], bool]]] = {
    "lowest": ("3 losses", _row(len(RIDERS), float, int, type(None))),
    "found": ("3 tries", _row(len(RIDERS), int)),
    "spread": ("[count, mean, squares]", _row(3, float, int)),
    "at": ("null, or a whole number", lambda v: v is None or (type(v) is int and v >= 0)),
    "right": ("3 whole numbers", _row(len(RIDERS), int)),
    "answered": ("3 x 10 whole numbers", _table),
}
