"""Work that may wait for a disk or compute for a while, kept off the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


START_S = 1.0  # for all threads of a pool to be there


def start_all(pool: ThreadPoolExecutor, count: int, begin: Callable[[], object]) -> None:
    """Have the whole pool there from the start, each thread having done `begin`.

    A pool makes its threads when they are missing, and each opens what it needs of the store:
    so a process would take more for hours, and nobody could tell that from a leak.
    """
    met = threading.Barrier(count)  # until all have come none is idle

    def arrive() -> None:
        with contextlib.suppress(threading.BrokenBarrierError):  # the pool closes already
            met.wait(START_S)
        begin()

    for _ in range(count):
        pool.submit(arrive)


class Threads:
    """A named pool of a few threads, each of which begins with `begin`."""

    def __init__(self, name: str, count: int, begin: Callable[[], object] = int) -> None:
        self._pool = ThreadPoolExecutor(count, thread_name_prefix=name)
        start_all(self._pool, count, begin)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` returns, or raises."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: work(*args, **kwargs))

    def close(self) -> None:
        """Let no new work begin."""
        self._pool.shutdown(wait=False, cancel_futures=True)
