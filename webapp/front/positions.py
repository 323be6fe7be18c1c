"""Event ids: `812` within one run, `run.a@812,run.b@90` when one stream carries several."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache

from webapp.errors import Problem

ONE = re.compile(r"[0-9]{1,18}")
SOURCE = re.compile(r"([a-z]{1,16})\.([A-Za-z0-9_-]{1,64})")
MOST_SOURCES = 32
SHARED = 1 << 14  # bytes


def read_one(text: str) -> int:
    """The offset in an id of a single stream; empty means from the beginning."""
    if not text:
        return 0
    if not ONE.fullmatch(text):
        raise Problem("bad_position", got=text)
    return int(text)


def read_many(text: str) -> dict[str, int]:
    """Source -> offset of an id of a stream with several sources."""
    positions = {}
    for part in text.split(",") if text else ():
        source, at, offset = part.rpartition("@")
        if not at or not SOURCE.fullmatch(source):
            raise Problem("bad_position", got=part)
        positions[source] = read_one(offset or "?")
    return positions


def write_many(positions: Mapping[str, int]) -> str:
    """The id that `read_many` reads."""
    return ",".join(f"{source}@{offset}" for source, offset in positions.items())


def tag(frames: bytes, source: str, positions: dict[str, int]) -> bytes:
    """The same frames, each naming its source and carrying every position.

    `positions[source]` moves along with the frames. What just happened is tagged once for
    all who follow the same sources; a long history is each client's own.
    """
    make = _tag_for_all if len(frames) <= SHARED else _tag
    tagged, position = make(frames, source, tuple(positions.items()))
    positions[source] = position
    return tagged


def _tag(frames: bytes, source: str, before: tuple[tuple[str, int], ...]) -> tuple[bytes, int]:
    positions = dict(before)
    on = b'data: {"on":' + json.dumps(source).encode()
    tagged = b"".join(
        _tag_one(frame, source, on, positions) for frame in frames.split(b"\n\n") if frame
    )
    return tagged, positions[source]


_tag_for_all = lru_cache(maxsize=256)(_tag)


def _tag_one(frame: bytes, source: str, on: bytes, positions: dict[str, int]) -> bytes:
    lines = []
    for line in frame.split(b"\n"):
        if line.startswith(b"id: "):
            positions[source] = int(line[4:])
            lines.append(b"id: " + write_many(positions).encode())
        elif line.startswith(b"data: {"):
            rest = line[7:]
            lines.append(on + (b"" if rest.startswith(b"}") else b",") + rest)
        else:
            lines.append(line)
    return b"\n".join(lines) + b"\n\n"
