"""The JSON header of a state file: from bytes to places of arrays and metadata, and back."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.backend import Array
from engine.statefile.content import DTYPES, check_name, check_shape
from engine.statefile.limits import Limits
from engine.statefile.refusal import BadState

PLAIN = ("format", "kind", "demo")  # metadata kept as it is; the rest is JSON in a text
TYPES = {dtype: code for code, dtype in DTYPES.items()}


@dataclass(frozen=True)
class Place:
    """Where the bytes of one array are, counted from the end of the header."""

    name: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    begin: int
    end: int


def strict_json(text: str | bytes, name: str) -> Any:
    """JSON without NaN, infinities, repeated names or broken characters; raises BadState."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise BadState(name, "twice", key)
            found[key] = value
        return found

    try:
        plain = text.decode() if isinstance(text, bytes) else text
        value = json.loads(plain, object_pairs_hook=once)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except BadState:
        raise
    except (ValueError, RecursionError) as error:  # 100,000 brackets are a RecursionError
        raise BadState(name, "json", type(error).__name__) from error
    return value


def read_header(text: bytes, size: int, limits: Limits) -> tuple[list[Place], dict[str, Any]]:
    """Places of the arrays, which fill `size` bytes without gap or overlap, and the metadata."""
    header = strict_json(text, "header")
    if not isinstance(header, dict):
        raise BadState("header", "json", type(header).__name__)
    told = header.pop("__metadata__", None)
    if not isinstance(told, dict) or not all(isinstance(v, str) for v in told.values()):
        raise BadState("__metadata__", "text", told, "{name: text}")
    meta = {k: v if k in PLAIN else strict_json(v, k) for k, v in told.items()}
    places = [_place(name, said, limits) for name, said in header.items()]
    places.sort(key=lambda place: (place.begin, place.end))
    position = 0
    for place in places:
        if place.begin != position:
            raise BadState(place.name, "offsets", place.begin, position)
        position = place.end
    if position != size:
        raise BadState("", "offsets", size, position)
    return places, meta


def _place(name: str, said: Any, limits: Limits) -> Place:
    check_name(name)
    if not isinstance(said, dict) or set(said) != {"dtype", "shape", "data_offsets"}:
        raise BadState(name, "array", said)
    dtype, shape, offsets = said["dtype"], said["shape"], said["data_offsets"]
    kind = DTYPES.get(dtype) if isinstance(dtype, str) else None
    if kind is None:
        raise BadState(name, "dtype", dtype, ", ".join(DTYPES))
    if not _counts(shape, limits):
        raise BadState(name, "shape", shape, "[0 ...]")
    check_shape(name, tuple(shape), limits)
    if not _counts(offsets, limits) or len(offsets) != 2:
        raise BadState(name, "offsets", offsets, "[begin, end]")
    begin, end = offsets
    if end != begin + math.prod(shape) * kind.itemsize:
        raise BadState(name, "offsets", offsets, f"{dtype} {shape}")
    return Place(name, kind, tuple(shape), begin, end)


def _counts(value: Any, limits: Limits) -> bool:
    """A list of whole numbers, none larger than the file may be; True is not a number."""
    return isinstance(value, list) and all(type(n) is int and 0 <= n <= limits.whole for n in value)


def write_header(arrays: Mapping[str, Array], meta: Mapping[str, Any]) -> tuple[list[str], bytes]:
    """The names in the order of their bytes, wide types first, and the padded header."""
    order = sorted(arrays, key=lambda name: (-arrays[name].dtype.itemsize, name))
    told = {k: meta[k] if k in PLAIN else json.dumps(meta[k], allow_nan=False) for k in meta}
    header: dict[str, Any] = {"__metadata__": told}
    position = 0
    for name in order:
        array, begin = arrays[name], position
        position += array.nbytes
        said = {"dtype": TYPES[array.dtype], "shape": list(array.shape)}
        header[name] = said | {"data_offsets": [begin, position]}
    text = json.dumps(header, separators=(",", ":")).encode()
    return order, text + b" " * (-len(text) % 8)
