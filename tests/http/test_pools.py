"""A web process is whole from the start: it takes no more threads or connections later."""

from __future__ import annotations

import asyncio
import threading
import time

from tests.http.conftest import Client
from webapp.front.server import THREADS
from webapp.front.threads import Threads


def test_a_pool_is_there_from_the_start_and_stays_as_it_is() -> None:
    begun = list[str]()

    async def scene() -> None:
        pool = Threads("pooled", 3, lambda: begun.append(threading.current_thread().name))
        until(lambda: len(begun) == 3)
        there = names("pooled")
        await asyncio.gather(*[pool.run(time.sleep, 0.001) for _ in range(50)])
        assert len(there) == 3
        assert there == names("pooled") == sorted(begun)
        pool.close()
        until(lambda: not names("pooled"))

    asyncio.run(scene())


def test_a_pool_that_closes_at_once_ends() -> None:
    Threads("hasty", 8).close()
    until(lambda: not names("hasty"))


def test_every_thread_of_a_process_has_its_connection(client: Client) -> None:
    before = len(names("WSGI"))

    async def scene() -> None:
        handlers = client.front.open()
        assert len(names("WSGI")) - before == THREADS
        assert handlers.threads is not None

    client.run(scene())


def until(there: object) -> None:
    """Wait for it, two seconds at most."""
    end = time.monotonic() + 2
    while not there():  # type: ignore[operator]
        assert time.monotonic() < end, "expected it to happen in time"
        time.sleep(0.01)


def names(prefix: str) -> list[str]:
    """The threads of a pool."""
    return sorted(t.name for t in threading.enumerate() if t.name.startswith(prefix))
