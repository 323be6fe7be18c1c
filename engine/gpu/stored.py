"""How numbers lie in a device's memory: kinds as NumPy types, bfloat16 as its bits."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.backend import Array

STORED = {"float32": "float32", "float16": "float16", "bfloat16": "uint16"}  # of kind T
EXACT = {"float": "float32", "int": "int32", "byte": "uint8", "long": "uint64"}


def dtypes(compute: str) -> Mapping[str, np.dtype]:
    """The NumPy type of every kind where activations are of type `compute`; raises ValueError."""
    if compute not in STORED:
        raise ValueError(f"expected a type of {', '.join(STORED)}, got {compute!r}")
    return {kind: np.dtype(name) for kind, name in {"T": STORED[compute], **EXACT}.items()}


def stored(values: Array, compute: str) -> Array:
    """Numbers as activations of type `compute` are kept."""
    if compute != "bfloat16":
        with np.errstate(over="ignore"):  # what float16 does not reach is infinite there
            return np.asarray(values).astype(compute)
    bits = np.ascontiguousarray(values, np.float32).view(np.uint32)
    rounded = (bits + 0x7FFF + (bits >> 16 & 1)) >> 16  # to the nearest, ties to even
    return np.where(np.isnan(values), bits >> 16 | 64, rounded).astype(np.uint16)


def restored(values: Array, compute: str) -> Array:
    """What `stored` kept, in float32."""
    if compute != "bfloat16":
        return values.astype(np.float32)
    return (values.astype(np.uint32) << 16).view(np.float32)
