"""One reader of a run's log in each web process; all who follow the run share its bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from webapp.front.threads import Threads
from webapp.runs.interface import EventLog, Unavailable, Watcher

CHUNK = 1 << 18
KEEP_ALIVE_S = 15.0
FINAL = (b"event: done\n", b"event: failed\n")


class Subscriber:
    """One client; `news` is set when any of its sources grew, or when it must leave."""

    def __init__(self) -> None:
        self.news = asyncio.Event()
        self.idle = False  # the keep-alive bell rang
        self.gone = False  # the client left, or the server is shutting down

    def leave(self) -> None:
        """End the stream at its next turn."""
        self.gone = True
        self.news.set()


class Found(NamedTuple):
    """What the log had behind `after`: frames, the offset behind them, whether that is its end."""

    after: int
    data: bytes
    position: int
    final: bool


class Follower:
    """The tail of one log: `tail` are the frames from `tail_at` to `end`.

    A log on another machine is read in a thread, so that no stream waits for the network.
    """

    def __init__(self, log: EventLog, run_id: str, watcher: Watcher, threads: Threads) -> None:
        self._log, self._run_id, self._threads = log, run_id, threads
        self.subscribers: set[Subscriber] = set()
        self.end = -1  # unknown until the first reader has caught up
        self.final = self.removed = False
        self._tail_at, self._tail = -1, b""
        self._woken = 0
        self._reading: asyncio.Task[None] | None = None
        self.stop = watcher.watch(run_id, self.wake)

    async def read(self, after: int) -> tuple[bytes, int]:
        """Whole frames behind `after` and the offset behind them; nothing when caught up."""
        if after == self.end:
            return b"", after
        if after == self._tail_at:
            return self._tail, self.end
        woken = self._woken
        near = self._log.near
        found = self._look(after) if near else await self._threads.run(self._look, after)
        if found is None:
            return b"", after
        if not found.data and found.position > self.end:
            self.end, self.final = found.position, found.final
            if woken != self._woken:  # the log grew while a thread was reading
                self.wake()
        return found.data, found.position

    def over(self, position: int) -> bool:
        """Whether nothing will follow: the last event was read, or the run was deleted."""
        return self.removed or (self.final and position == self.end)

    def wake(self) -> None:
        """The log changed: read what is new once, then tell everyone."""
        self._woken += 1
        if self.end < 0:
            self._tell()
        elif self._log.near:
            while self._take(self._look(self.end)):
                pass
            self._tell()
        elif self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._catch_up())

    async def _catch_up(self) -> None:
        seen = -1
        while seen != self._woken:
            seen = self._woken
            while self._take(await self._threads.run(self._look, self.end)):
                self._tell()
        self._tell()

    def _take(self, found: Found | None) -> bool:
        """Let what was found be the tail; whether there may be more."""
        if found is None or not found.data or found.after != self.end:
            return False
        self._tail_at, self._tail = found.after, found.data
        self.end, self.final = found.position, found.final
        return True

    def _tell(self) -> None:
        for subscriber in self.subscribers:
            subscriber.news.set()

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


class Hub:
    """The followers of this process; a follower lives while somebody follows."""

    def __init__(self, log: EventLog, watcher: Watcher, threads: Threads) -> None:
        self._log, self.watcher, self._threads = log, watcher, threads
        self._followers: dict[str, Follower] = {}
        self._everyone: set[Subscriber] = set()
        self._closing = False
        self._loop = asyncio.get_running_loop()
        self._bell = self._loop.call_later(KEEP_ALIVE_S, self._ring)

    @contextmanager
    def follow(self, run_ids: list[str]) -> Iterator[tuple[Subscriber, list[Follower]]]:
        """A subscriber to these runs, and their followers in the same order."""
        subscriber = Subscriber()
        followers = [self._follower(run_id) for run_id in run_ids]
        for follower in followers:
            follower.subscribers.add(subscriber)
        self._everyone.add(subscriber)
        if self._closing:
            subscriber.leave()
        try:
            yield subscriber, followers
        finally:
            self._everyone.discard(subscriber)
            for run_id, follower in zip(run_ids, followers, strict=True):
                follower.subscribers.discard(subscriber)
                self._forget(run_id, follower)

    def __len__(self) -> int:
        return len(self._everyone)

    @property
    def followers(self) -> int:
        """How many logs are being followed."""
        return len(self._followers)

    def close(self) -> None:
        """End every stream, now and from now on: the process is about to stop."""
        self._closing = True
        self._bell.cancel()
        for subscriber in self._everyone:
            subscriber.leave()

    def _follower(self, run_id: str) -> Follower:
        if run_id not in self._followers:
            self._followers[run_id] = Follower(self._log, run_id, self.watcher, self._threads)
        return self._followers[run_id]

    def _forget(self, run_id: str, follower: Follower) -> None:
        if not follower.subscribers and self._followers.get(run_id) is follower:
            follower.stop()
            del self._followers[run_id]

    def _ring(self) -> None:
        self._bell = self._loop.call_later(KEEP_ALIVE_S, self._ring)
        for subscriber in self._everyone:
            subscriber.idle = True
            subscriber.news.set()
