"""One reader of a run's log in each web process; all who follow the run share its bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from webapp.front.counters import Lags
from webapp.front.follower import Follower, Subscriber
from webapp.front.threads import Threads
from webapp.runs.interface import EventLog, Watcher

KEEP_ALIVE_S = 15.0


class Hub:
    """The followers of this process; a follower lives while somebody follows."""

    def __init__(self, log: EventLog, watcher: Watcher, threads: Threads, lags: Lags) -> None:
        self._log, self.watcher, self._threads, self._lags = log, watcher, threads, lags
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
                self._log, run_id, self.watcher, self._threads, self._lags
            )
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
