"""What a race is told, and what can be said of it before anything is allocated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from engine.backend import Array
from engine.batching.problem import EXAMPLES, ROUND
from engine.statefile import BadState, check_against

FLOATS = ("float32", "float16", "float64")
POWERS = {"same": 0.0, "root": 0.5, "linear": 1.0}  # the rate grows as this power of the batch
COUNTED = {"updates", "seconds", "count", "squares", "seen", "loss"}  # of every lane
SHAPES = {"images": (3073, 10), "points": (2, 1)}


class BatchSettings(Protocol):
    """The parameters of the page of mini-batches."""

    @property
    def data(self) -> str: ...
    @property
    def loss(self) -> str: ...
    @property
    def lr(self) -> float: ...
    @property
    def scaling(self) -> str: ...
    @property
    def epochs(self) -> int: ...
    @property
    def seed(self) -> int: ...
    @property
    def sizes(self) -> tuple[int, ...]: ...


def rate_of(settings: BatchSettings, batch: int) -> float:
    """The learning rate of a lane, lr B^p with p = 0, 1/2 or 1."""
    return float(settings.lr * batch ** POWERS[settings.scaling])


def rounds(settings: BatchSettings) -> int:
    """How many steps the run has."""
    return -(-settings.epochs * EXAMPLES[settings.data] // ROUND[settings.data])


def forecast(settings: BatchSettings) -> dict[str, Any]:
    """One row a lane: size, learning rate, updates in one epoch and in all."""
    n = EXAMPLES[settings.data]
    rows = [
        {
            "batch": batch,
            "full": batch == n,
            "rate": rate_of(settings, batch),
            "an_epoch": n / batch,
            "updates": settings.epochs * n // batch,
        }
        for batch in settings.sizes
    ]
    return {"lanes": rows, "examples": n, "whole": settings.epochs * n, "data": settings.data}


def refuse_state(settings: BatchSettings, saved: tuple[Mapping[str, Array], Any]) -> None:
    """Raise BadState unless the arrays are those of these lanes."""
    arrays, meta = saved
    shape = SHAPES[settings.data]
    lanes = range(len(settings.sizes))
    expected = {f"weights/{k}.W": (shape, FLOATS) for k in lanes}
    if meta["kind"] == "run":
        expected |= {f"frozen/{k}.mean": (shape, FLOATS) for k in lanes}
        _refuse_meta(meta, len(lanes))
    check_against(arrays, expected)


def _refuse_meta(meta: Mapping[str, Any], lanes: int) -> None:
    """What was counted of every lane is there, and what has been said so far."""
    told = meta.get("lanes")
    whole = isinstance(told, list) and len(told) == lanes
    if not whole or any(not isinstance(one, dict) or set(one) != COUNTED for one in told or []):
        raise BadState("lanes", "text", told, f"{lanes} x {{{', '.join(sorted(COUNTED))}}}")
    for name in ("jobs", "judged", "history"):
        if not isinstance(meta.get(name), list):
            raise BadState(name, "text", meta.get(name), "[...]")
