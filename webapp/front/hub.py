"""One reader of a run's log in each web process; all who follow the run share its bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from webapp.front.watch import Watcher
from webapp.runs.interface import EventLog

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


class Follower:
    """The tail of one log: `tail` are the frames from `tail_at` to `tail_end`.

    `end` may be further on, when somebody who reads the file has seen more than `wake` has.
    """

    def __init__(self, log: EventLog, run_id: str, watcher: Watcher) -> None:
        self._log, self._run_id = log, run_id
        self.subscribers: set[Subscriber] = set()
        self.end = -1  # unknown until the first reader has caught up
        self.final = self.removed = False
        self._tail_at, self._tail_end, self._tail = -1, -1, b""
        self.stop = watcher.watch(log.path(run_id), self.wake)

    def read(self, after: int) -> tuple[bytes, int]:
        """Whole frames behind `after` and the offset behind them; nothing when caught up."""
        if after == self.end:
            return b"", after
        if after == self._tail_at:
            return self._tail, self._tail_end
        data, position = self._from_file(after)
        if not data and position >= self.end:
            self._advance_to(position)
        return data, position

    def over(self, position: int) -> bool:
        """Whether nothing will follow: the last event was read, or the run was deleted."""
        return self.removed or (self.final and position == self.end)

    def wake(self) -> None:
        """The log changed: read what is new once, then tell everyone."""
        while self.end >= 0:
            data, position = self._from_file(self.end)
            if not data:
                break
            self._tail_at, self._tail, self._tail_end = self.end, data, position
            self.end = position
            self.final = any(mark in data for mark in FINAL) and self._ended(position)
        for subscriber in self.subscribers:
            subscriber.news.set()

    def _from_file(self, after: int) -> tuple[bytes, int]:
        """Frames behind `after`; a log that lost what was read is that of a deleted run."""
        try:
            return self._log.read(self._run_id, after, CHUNK)
        except ValueError:
            self.removed = True
            return b"", after

    def _advance_to(self, position: int) -> None:
        if position != self.end:
            self.end, self.final = position, self._ended(position)

    def _ended(self, position: int) -> bool:
        return self._log.ended(self._run_id, position)


class Hub:
    """The followers of this process; a follower lives while somebody follows."""

    def __init__(self, log: EventLog, *, inotify: bool = True) -> None:
        self._log = log
        self.watcher = Watcher(inotify=inotify)
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
            self._followers[run_id] = Follower(self._log, run_id, self.watcher)
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
