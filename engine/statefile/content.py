"""What a state file may hold: names, types and sizes of arrays, and the metadata."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from engine.backend import Array
from engine.statefile.limits import FORMAT, Limits
from engine.statefile.refusal import BadState

Arrays = Mapping[str, Array]
Expected = Mapping[str, tuple[tuple[int, ...], Iterable[str]]]

DTYPES: dict[str, np.dtype[Any]] = {
    "F16": np.dtype("<f2"),
    "F32": np.dtype("<f4"),
    "F64": np.dtype("<f8"),
}
DEEPEST = 8  # axes of an array
WORD = "[A-Za-z][A-Za-z0-9_]{0,39}"
WORDS = rf"{WORD}(\.{WORD}){{0,3}}"  # a layer inside a layer: 3.left.W
NAME = re.compile(
    rf"(weights|norm|frozen)/[0-9]{{1,3}}\.{WORDS}|slots/{WORD}\.{WORD}|curve/[A-Za-z0-9][A-Za-z0-9_.-]{{0,79}}"
)
KEY = re.compile(WORD)


def _texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(v, str) for v in value.values())


def _whole(low: int, high: int) -> Callable[[object], bool]:
    return lambda value: type(value) is int and low <= value <= high


# Every state file says these; what it says beyond them is any JSON.
METADATA: dict[str, tuple[str, Callable[[object], bool]]] = {
    "format": (FORMAT, lambda value: value == FORMAT),
    "kind": ("run | weights", lambda value: value in ("run", "weights")),
    "demo": (
        "a-z 0-9 -",
        lambda v: isinstance(v, str) and bool(re.fullmatch("[a-z0-9-]{1,40}", v)),
    ),
    "params": ("{name: text}", _texts),
    "step": ("0 ... 2^53", _whole(0, 2**53)),
    "shards": ("1 ... 4096", _whole(1, 4096)),
    "versions": ("{name: text}", _texts),
}


def check_metadata(meta: Mapping[str, Any]) -> None:
    """Every required entry is there and of its kind; raises BadState."""
    for key, (rule, holds) in METADATA.items():
        if not holds(meta.get(key)):
            raise BadState(key, "text", meta.get(key), rule)
    for key in meta:
        if not KEY.fullmatch(key):
            raise BadState(key, "name", key, "data_order")


def check_name(name: str) -> None:
    """Raises BadState for a name that no state file has."""
    if not NAME.fullmatch(name):
        raise BadState(name, "name", name, "weights/0.w, slots/adam.m, curve/loss")


def check_arrays(arrays: Arrays, limits: Limits) -> None:
    """Names, types, axes, lengths of curves, finite numbers; raises BadState."""
    for name, array in arrays.items():
        check_name(name)
        if array.dtype not in DTYPES.values():
            raise BadState(name, "dtype", array.dtype, "float16, float32, float64")
        check_shape(name, array.shape, limits)
        if not np.isfinite(array).all():
            raise BadState(name, "finite", array[~np.isfinite(array)][0])


def check_shape(name: str, shape: tuple[int, ...], limits: Limits) -> None:
    """At most 8 axes of at least 1, or nothing at all, (0,); curves are short; raises BadState."""
    if len(shape) > DEEPEST or (0 in shape and len(shape) > 1):
        raise BadState(name, "shape", shape, "(..., ...) > 0")
    if name.startswith("curve/"):
        if len(shape) not in (1, 2) or shape[1:] not in ((), (2,)):
            raise BadState(name, "shape", shape, "(points,) | (points, 2)")
        if shape[0] > limits.points:
            raise BadState(name, "points", shape[0], limits.points)


def check_against(arrays: Arrays, expected: Expected) -> None:
    """The arrays are exactly the expected ones, curves aside; raises BadState with the first name.

    `expected` maps a name to its shape and the names of the types it may have,
    e.g. `{"weights/0.w": ((75, 16), ("float32", "float16"))}`.
    """
    for name, (shape, dtypes) in expected.items():
        if name not in arrays:
            raise BadState(name, "missing", "")
        if tuple(arrays[name].shape) != tuple(shape):
            raise BadState(name, "shape", tuple(arrays[name].shape), tuple(shape))
        if arrays[name].dtype.name not in dtypes:
            raise BadState(name, "dtype", arrays[name].dtype.name, ", ".join(dtypes))
    for name, array in arrays.items():
        if name not in expected and not name.startswith("curve/"):
            raise BadState(name, "unwanted", tuple(array.shape))
