"""Everything the engine can say while it works.

An event is a frozen dataclass; its class name in lower case is its name on the wire.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from engine.backend import Array, to_numpy

WIRE_DTYPES = {"uint8": "|u1", "float32": "<f4", "float64": "<f8"}


@dataclass(frozen=True)
class Event:
    """Abstract: every event is one of the subclasses below."""


@dataclass(frozen=True)
class State(Event):
    """The state of a run changed; `by` is owner, presenter or lab.

    A queued one waits at `position`, for a `reason` if it is known: own or all (its owner, or
    everybody, trains `most` runs, as many as may be), none or busy (no trainer is at work, or
    none has room).
    """

    state: str
    position: int | None = None
    by: str = "lab"
    reason: str | None = None
    most: int | None = None


@dataclass(frozen=True)
class Start(Event):
    """A trainer begins, or begins again, at `step`; readers drop points after it."""

    run: str
    demo: str
    params: dict[str, str]
    step: int
    epoch: int
    device: str


@dataclass(frozen=True)
class Metrics(Event):
    """Scalars at one step, e.g. `{"loss": 0.31}`; a non-finite value travels as null."""

    step: int
    values: Mapping[str, float]
    time: float | None = None
    clock: float | None = None
    rows: Mapping[str, Sequence[float]] | None = None


@dataclass(frozen=True)
class Frame(Event):
    """A picture, a field of numbers or a small table, named, at one step."""

    name: str
    step: int
    data: Any


@dataclass(frozen=True)
class Note(Event):
    """Something worth saying; `key` is put into words in the reader's language."""

    key: str
    args: Mapping[str, Any]


@dataclass(frozen=True)
class Done(Event):
    """The last event of a run: `reason` is finished, stopped or diverged."""

    reason: str


@dataclass(frozen=True)
class Failed(Event):
    """The last event of a run that raised; the traceback is in the log of the trainer.

    `args` is what a reader can act upon: `device_memory` names needed and free MB, and a batch.
    """

    code: str
    args: Mapping[str, Any] | None = None


EVENTS = {cls.__name__.lower(): cls for cls in Event.__subclasses__()}


def name_of(event: Event) -> str:
    """The event's name on the wire."""
    return type(event).__name__.lower()


def to_wire(event: Event) -> dict[str, Any]:
    """Plain JSON values: no NaN (JSON has none), arrays as dtype, shape and base64."""
    said = {f.name: getattr(event, f.name) for f in fields(event)}
    return {name: plain(value) for name, value in said.items() if value is not None}


def plain(value: Any) -> Any:
    """`value` as JSON can hold it; non-finite numbers become None."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, (np.bool_, np.integer)):
        return value.item()
    return array_to_wire(value) if hasattr(value, "dtype") else value


def array_to_wire(array: Array) -> dict[str, Any]:
    """{dtype, shape, b64}, little-endian, C order; raises ValueError for another dtype."""
    values = np.ascontiguousarray(to_numpy(array))
    if values.dtype.name not in WIRE_DTYPES:
        raise ValueError(f"expected one of {', '.join(WIRE_DTYPES)}, got {values.dtype.name}")
    wire = values.astype(WIRE_DTYPES[values.dtype.name], copy=False)
    return {
        "dtype": values.dtype.name,
        "shape": list(values.shape),
        "b64": base64.b64encode(wire.tobytes()).decode("ascii"),
    }
