"""Where the arrays of a recorded step lie: those that never hold something at once share memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.gpu.buffers import Buffer
from engine.gpu.recorder import Recorder

ALIGN = 256  # bytes; what cudaMalloc promises and vector loads and cuDNN like


@dataclass(frozen=True)
class Life:
    """A buffer and the first and last call that touch it."""

    buffer: Buffer
    first: int
    last: int
    bytes: int


@dataclass(frozen=True)
class Plan:
    """`offsets` in bytes of every buffer in one arena of `total` bytes; held ones come first."""

    offsets: Mapping[int, int]
    total: int
    held: int

    def offset(self, buffer: Buffer) -> int:
        """Where the buffer begins."""
        return self.offsets[id(buffer)]


@dataclass
class Scratch:
    """Memory of so many bytes that all calls of a step may scribble on, once it is there."""

    size: int = 0
    memory: Any = None


def plan(recorder: Recorder, sizes: Mapping[str, int]) -> Plan:
    """Place all buffers; `sizes` is the bytes of one number by kind.

    Largest first, each at the lowest place that is free during its whole life.
    """
    offsets: dict[int, int] = {}
    at = 0
    for buffer in recorder.buffers:
        if buffer.held:
            offsets[id(buffer)] = at
            at += _padded(buffer.size * sizes[buffer.kind])
    held, placed = at, list[tuple[int, Life]]()
    for life in sorted(lives(recorder, sizes), key=lambda life: -life.bytes):
        begin = _lowest(life, placed)
        placed.append((begin, life))
        offsets[id(life.buffer)] = held + begin
    total = max([begin + life.bytes for begin, life in placed], default=0)
    return Plan(offsets, held + total, held)


def lives(recorder: Recorder, sizes: Mapping[str, int]) -> list[Life]:
    """From when to when each buffer that is not held has to keep its numbers."""
    touched: dict[int, tuple[Buffer, int, int]] = {}
    uses = [(k, view) for k, call in enumerate(recorder.calls) for _, view in call.views()]
    for number, view in [*uses, *((len(recorder.calls), kept) for kept in recorder.kept)]:
        buffer = view.buffer
        if not buffer.held:
            first = touched.get(id(buffer), (buffer, number, number))[1]
            touched[id(buffer)] = (buffer, first, number)
    return [Life(b, f, n, _padded(b.size * sizes[b.kind])) for b, f, n in touched.values()]


def _lowest(life: Life, placed: Sequence[tuple[int, Life]]) -> int:
    others = sorted(
        (begin, begin + other.bytes)
        for begin, other in placed
        if other.first <= life.last and life.first <= other.last
    )
    at = 0
    for begin, end in others:
        if begin - at >= life.bytes:
            break
        at = max(at, end)
    return at


def _padded(size: int) -> int:
    return -(-size // ALIGN) * ALIGN
