"""Shards as threads, where processes cannot be forked safely."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from engine.training.member import Member


class Threads:
    """Member 0 in the calling thread, each other one in a thread of a pool."""

    def __init__(self, members: list[Member]) -> None:
        self.members = members
        self._pool = ThreadPoolExecutor(max(1, len(members) - 1), "shard")
        self._barriers = [threading.Barrier(k) for k in range(1, len(members) + 1)]
        for member in members:
            member.meet = self._meet

    def run(self, message: tuple[Any, ...]) -> None:
        """Have every member do `message`."""
        others = [self._pool.submit(member.do, message) for member in self.members[1:]]
        self.members[0].do(message)
        for other in others:
            other.result()

    def _meet(self, active: int) -> None:
        self._barriers[active - 1].wait()

    def close(self) -> None:
        """End the pool."""
        self._pool.shutdown()
        for member in self.members:
            member.close()
