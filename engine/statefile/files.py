"""State files on a disk or in memory: read whole, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from engine.backend import Array, to_numpy
from engine.statefile.content import Arrays, check_arrays, check_metadata
from engine.statefile.header import read_header, write_header
from engine.statefile.limits import FORMAT, LIMITS, Limits
from engine.statefile.refusal import BadState

LENGTH = 8  # bytes that tell the length of the header


def read_state(
    source: bytes | str | Path, *, limits: Limits = LIMITS
) -> tuple[dict[str, Array], dict[str, Any]]:
    """The arrays by name and the metadata of a file or of its bytes; raises BadState."""
    blob = source if isinstance(source, bytes) else _read(Path(source), limits)
    if len(blob) > limits.whole:
        raise BadState("", "whole", len(blob), limits.whole)
    if len(blob) < LENGTH:
        raise BadState("", "cut", len(blob))
    length = int.from_bytes(blob[:LENGTH], "little")
    if length > limits.header:
        raise BadState("header", "header", length, limits.header)
    start = LENGTH + length
    if len(blob) < start:
        raise BadState("", "cut", len(blob))
    places, meta = read_header(blob[LENGTH:start], len(blob) - start, limits)
    check_metadata(meta)
    arrays = {}
    for place in places:
        count = (place.end - place.begin) // place.dtype.itemsize
        flat = np.frombuffer(blob, place.dtype, count, start + place.begin)
        arrays[place.name] = flat.reshape(place.shape).astype(place.dtype.newbyteorder("="))
    check_arrays(arrays, limits)
    return arrays, meta


def write_state(
    target: BinaryIO | str | Path,
    arrays: Arrays,
    meta: Mapping[str, Any],
    *,
    limits: Limits = LIMITS,
) -> int:
    """Write what `read_state` reads back, and return its size in bytes.

    A path appears whole or not at all, even if the machine loses power; raises BadState,
    and writes nothing, for what `read_state` would refuse.
    """
    meta = {"format": FORMAT, **meta}
    check_metadata(meta)
    plain = {name: np.asarray(to_numpy(array), order="C") for name, array in arrays.items()}
    check_arrays(plain, limits)
    order, header = write_header(plain, meta)
    size = LENGTH + len(header) + sum(array.nbytes for array in plain.values())
    if len(header) > limits.header:
        raise BadState("header", "header", len(header), limits.header)
    if size > limits.whole:
        raise BadState("", "whole", size, limits.whole)
    pieces: list[bytes | memoryview] = [len(header).to_bytes(LENGTH, "little"), header]
    pieces += [plain[name].data for name in order]
    if not isinstance(target, (str, Path)):
        target.writelines(pieces)
        return size
    with replacing(Path(target)) as file:
        file.writelines(pieces)
    return size


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A new file that takes the place of `path` at the end, or vanishes if the block raises."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as file:
        try:
            yield file  # type: ignore[misc]
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the new name, too, must survive a loss of power
    finally:
        os.close(folder)


def _read(path: Path, limits: Limits) -> bytes:
    with path.open("rb") as file:
        return file.read(limits.whole + 1)
