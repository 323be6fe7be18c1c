"""Event logs as streams: the id of an entry is the offset at which its last frame ends."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from engine.events import Event
from webapp.runs.frames import END, body
from webapp.runs.hosted.link import Link
from webapp.runs.hosted.watch import StreamWatcher
from webapp.runs.log import FINAL, FileLog
from webapp.runs.run import PRETRAINED, Lease, LeaseLost

AT_ONCE = 64  # entries a read asks for


class StreamLog:
    """Implements `EventLog`; the shipped snapshot's log stays a file."""

    near = False

    def __init__(self, link: Link, shipped: FileLog, owns: Callable[[Lease], bool]) -> None:
        self._link, self._shipped, self._owns = link, shipped, owns

    def watcher(self) -> StreamWatcher:
        """Who wakes the readers of this process; called inside its running event loop."""
        return StreamWatcher(self._link.url)

    def size(self, run_id: str) -> int:
        """Bytes in the log, 0 when there is none."""
        if run_id == PRETRAINED:
            return self._shipped.size(run_id)
        return int(self._link.ask("GET", f"lab:size:{run_id}") or 0)

    def read(self, run_id: str, after: int, limit: int = 1 << 18) -> tuple[bytes, int]:
        """Whole frames after offset `after`, at least one if there is one; the offset behind.

        Raises ValueError when `after` is not the end of a frame.
        """
        if run_id == PRETRAINED:
            return self._shipped.read(run_id, after, limit)
        data, position = self._behind(run_id, after, limit)
        if not data and after:
            size = self.size(run_id)
            if size > after:  # it grew just now
                data, position = self._behind(run_id, after, limit)
            if not data and size != after:
                raise _Misplaced(after)
        return data, position

    def ended(self, run_id: str, after: int) -> bool:
        """Whether `after` is the end of the log and its last event is done or failed."""
        if run_id == PRETRAINED:
            return self._shipped.ended(run_id, after)
        last = self._link.ask("XREVRANGE", f"lab:log:{run_id}", "+", "-", "COUNT", 1)
        if not last or int(last[0][0].split(b"-")[0]) != after:
            return False
        data = last[0][1][b"f"]
        frame = data[data.rfind(END, 0, -len(END)) :] if END in data[: -len(END)] else b"\n" + data
        return any(name in frame for name in FINAL)

    def tail(self, run_id: str, most: int = 1 << 16) -> bytes:
        """The last whole frames, at most `most` bytes of them; nothing when there is no log."""
        if run_id == PRETRAINED:
            return self._shipped.tail(run_id, most)
        entries = self._link.ask("XREVRANGE", f"lab:log:{run_id}", "+", "-", "COUNT", AT_ONCE)
        data = b"".join(fields[b"f"] for _, fields in reversed(entries))
        if len(data) <= most:
            return data
        cut = data.find(END, len(data) - most - len(END))
        return data[cut + len(END) :]

    def append(self, lease: Lease, events: Sequence[Event]) -> int:
        """Write all events or none, return the new size; raises LeaseLost.

        While the server is away this waits: training stands still, and nothing is lost. A
        batch has a token, so that one whose answer was lost is not written twice.
        """
        token = secrets.token_hex(8)
        bodies = [body(event) for event in events]
        key = lease.run.id, lease.epoch
        size = int(self._link.call("append", *key, token, *bodies, patient=True))
        if size < 0:
            raise LeaseLost(lease.run.id)
        return size

    @contextmanager
    def locked(self, lease: Lease) -> Iterator[None]:
        """Every write inside is fenced by itself; raises LeaseLost before there is any work."""
        if not self._owns(lease):
            raise LeaseLost(lease.run.id)
        yield

    def _behind(self, run_id: str, after: int, limit: int) -> tuple[bytes, int]:
        parts, position = list[bytes](), after
        while sum(map(len, parts)) < limit:
            entries = self._entries(run_id, position)
            for end, data in entries:
                parts.append(_rest(data, end, position))
                position = end
                if sum(map(len, parts)) >= limit:
                    break
            if len(entries) < AT_ONCE:
                break
        return b"".join(parts), position

    def _entries(self, run_id: str, after: int) -> list[tuple[int, bytes]]:
        key = f"lab:log:{run_id}"
        found = self._link.ask("XRANGE", key, f"({after}-0", "+", "COUNT", AT_ONCE)
        return [(int(id.split(b"-")[0]), fields[b"f"]) for id, fields in found]


class _Misplaced(ValueError):
    def __init__(self, after: int) -> None:
        super().__init__(f"expected an offset at which a frame ends, got {after}")


def _rest(data: bytes, end: int, after: int) -> bytes:
    """What of an entry lies behind `after`; raises ValueError if that is inside a frame."""
    skipped = after - (end - len(data))
    if skipped == 0:
        return data
    if skipped < 0 or data[max(0, skipped - len(END)) : skipped] != END:
        raise _Misplaced(after)
    return data[skipped:]
