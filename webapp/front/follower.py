"""One log followed for all its readers in a web process."""

from __future__ import annotations

import asyncio
import time
from typing import NamedTuple

from webapp.front.counters import Counters, times_in
from webapp.front.listeners import Subscriber
from webapp.front.rounds import Chunk, Rounds
from webapp.front.threads import Threads
from webapp.runs.interface import EventLog, Unavailable, Watcher

CHUNK = 1 << 18
KEPT = 16  # chunks; at ten a second, those of the last second and a half
FINAL = (b"event: done\n", b"event: failed\n")


class Found(NamedTuple):
    """What the log had behind `after`: frames, the offset behind them, whether that is its end."""

    after: int
    data: bytes
    position: int
    final: bool


class Follower:
    """The tail of one log: the chunk that begins at `tail_at`, and a few before it.

    Those who are served last may find that the next chunk has come already; theirs is still
    there. A reader who is ahead of `wake` has it look at once.
    A log on another machine is read in a thread, so that no stream waits for the network.
    How late the tail was is counted once for all who were served in the same turn of the loop,
    when the last of them was: a time for every client would cost a tenth of the sending.
    """

    def __init__(
        self, log: EventLog, run_id: str, watcher: Watcher, threads: Threads, counters: Counters
    ) -> None:
        self._log, self._run_id, self._threads = log, run_id, threads
        self._lags, self.source = counters.lags, f"run.{run_id}"
        self.subscribers: set[Subscriber] = set()
        self._rounds = Rounds(self.subscribers, self, counters)
        self.end = -1  # unknown until the first reader has caught up
        self.final = self.removed = False
        self._tail_at = -1
        self._chunks = dict[int, Chunk]()  # by the offset at which each begins, oldest first
        self._woken = 0
        self._reading: asyncio.Task[None] | None = None
        self._written, self._served = 0.0, 0
        self.stop = watcher.watch(run_id, self.wake)

    async def read(self, after: int, since: float) -> tuple[bytes, int]:
        """Whole frames behind `after` and the offset behind them; nothing when caught up.

        `since` is when the reader came: what was written before is not late for it.
        """
        if after == self.end:
            return b"", after
        chunk = self._chunks.get(after)
        if chunk is not None:
            if after == self._tail_at:
                self._served += since <= self._written
            else:
                self._lags.add([t for t in chunk.times if t >= since], time.time())
            return chunk.data, chunk.end
        woken = self._woken
        near = self._log.near
        found = self._look(after) if near else await self._threads.run(self._look, after)
        if found is None:
            return b"", after
        self._lags.add(times_in(found.data, since), time.time())
        if not found.data and found.position > self.end:
            ahead = self.end >= 0  # of the news
            if not ahead:
                self.end, self.final = found.position, found.final
            if ahead or woken != self._woken:  # the log grew while a thread was reading
                self.wake()
        return found.data, found.position

    def count(self) -> None:
        """Those served since the last call have had the tail by now."""
        if self._served:
            self._lags.add(self._chunks[self._tail_at].times, time.time(), self._served)
            self._served = 0

    def over(self, position: int) -> bool:
        """Whether nothing will follow: the last event was read, or the run was deleted."""
        return self.removed or (self.final and position == self.end)

    def calm(self, position: int) -> bool:
        """Whether who has read so far has nothing to do but to wait for more."""
        return position == self.end and not (self.removed or self.final)

    def behind(self, after: int) -> Chunk | None:
        """All that is kept behind `after`, as one; None when there is nothing."""
        found = self._chunks.get(after)
        while found is not None and (more := self._chunks.get(found.end)) is not None:
            found = Chunk(found.data + more.data, more.end, found.times + more.times)
        return found

    def wake(self) -> None:
        """The log changed: read what is new once, then tell everyone."""
        self._woken += 1
        if self.end < 0:
            self._rounds.begin()
        elif self._log.near:
            while self._take(self._look(self.end)):
                pass
            self._rounds.begin()
        elif self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._catch_up())

    async def _catch_up(self) -> None:
        seen = -1
        while seen != self._woken:
            seen = self._woken
            while self._take(await self._threads.run(self._look, self.end)):
                self._rounds.begin()
        self._rounds.begin()

    def _take(self, found: Found | None) -> bool:
        """Let what was found be the tail; whether there may be more."""
        if found is None or not found.data or found.after != self.end:
            return False
        self.count()
        chunk = Chunk(found.data, found.position, times_in(found.data))
        self._tail_at, self._chunks[found.after] = found.after, chunk
        while len(self._chunks) > KEPT:
            del self._chunks[next(iter(self._chunks))]
        self.end, self.final = found.position, found.final
        self._written = chunk.times[0] if chunk.times else 0.0
        return True

    def _look(self, after: int) -> Found | None:
        """Frames behind `after`; a log that lost what was read is that of a deleted run.

        None when the log does not answer: whoever asked is woken again.
        """
        try:
            data, position = self._log.read(self._run_id, after, CHUNK)
            last = not data or any(mark in data for mark in FINAL)
            return Found(after, data, position, last and self._log.ended(self._run_id, position))
        except Unavailable:
            return None
        except ValueError:
            self.removed = True
            return Found(after, b"", after, False)
