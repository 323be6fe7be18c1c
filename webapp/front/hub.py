"""One reader of a run's log in each web process; all who follow the run share its bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from webapp.front.counters import Counters
from webapp.front.follower import Follower
from webapp.front.listeners import Subscriber
from webapp.front.threads import Threads
from webapp.runs.interface import EventLog, Watcher

KEEP_ALIVE_S = 15.0  # the longest silence; the bell rings twice as often


class Hub:
    """The followers of this process; a follower lives while somebody follows."""

    def __init__(
        self, log: EventLog, watcher: Watcher, threads: Threads, counters: Counters
    ) -> None:
        self._log, self.watcher, self._threads = log, watcher, threads
        self._counters = counters
        self._followers: dict[str, Follower] = {}
        self._everyone: set[Subscriber] = set()
        self._closing = False
        self._loop = asyncio.get_running_loop()
        self._bell = self._loop.call_later(KEEP_ALIVE_S / 2, self._ring)

    @contextmanager
    def follow(self, subscriber: Subscriber, run_ids: list[str]) -> Iterator[list[Follower]]:
        """The followers of these runs, in the same order, while the subscriber is told of news."""
        followers = [self._follower(run_id) for run_id in run_ids]
        for follower in followers:
            follower.subscribers.add(subscriber)
        self._everyone.add(subscriber)
        if self._closing:
            subscriber.leave()
        try:
            yield followers
        finally:
            subscriber.resting = False
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

    @property
    def runs(self) -> set[str]:
        """The ids of the runs whose logs are being followed."""
        return set(self._followers)

    def close(self) -> None:
        """End every stream, now and from now on: the process is about to stop."""
        self._closing = True
        self._bell.cancel()
        for subscriber in self._everyone:
            subscriber.leave()

    def _follower(self, run_id: str) -> Follower:
        if run_id not in self._followers:
            self._followers[run_id] = Follower(
                self._log, run_id, self.watcher, self._threads, self._counters
            )
        return self._followers[run_id]

    def _forget(self, run_id: str, follower: Follower) -> None:
        if not follower.subscribers and self._followers.get(run_id) is follower:
            follower.stop()
            del self._followers[run_id]

    def _ring(self) -> None:
        self._bell = self._loop.call_later(KEEP_ALIVE_S / 2, self._ring)
        for subscriber in self._everyone:
            if subscriber.silent:
                subscriber.idle = True
                subscriber.wake()
            subscriber.silent = True
