"""Events as server-sent frames whose id is the byte offset at which the frame ends."""

from __future__ import annotations

import json
from collections.abc import Sequence

from engine.events import Event, name_of, to_wire

END = b"\n\n"  # JSON holds no raw line break, so this ends a frame and occurs nowhere else
LARGEST_FRAME = 64 << 10


def encode(events: Sequence[Event], offset: int) -> bytes:
    """Complete frames for `events` in a log that is `offset` bytes long."""
    parts = []
    for event in events:
        part = _frame(event, offset)
        offset += len(part)
        parts.append(part)
    return b"".join(parts)


def weight(event: Event) -> int:
    """About how many bytes the event takes in a log."""
    return len(body(event)) + 16


def body(event: Event) -> bytes:
    """A frame without its id, which depends on where the frame will end."""
    data = json.dumps(to_wire(event), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"event: {name_of(event)}\ndata: {data}\n\n".encode()


def _frame(event: Event, offset: int) -> bytes:
    """The id counts its own digits: repeat until the end it names is the end it has."""
    said = body(event)
    end = offset + len(said)
    while True:
        frame = b"id: %d\n" % end + said
        if offset + len(frame) == end:
            return frame
        end = offset + len(frame)
