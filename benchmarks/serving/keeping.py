"""What the store under test keeps: the folder of runs, or the Redis that RUN_STORE names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

RUN_STORE = "RUN_STORE"
OF_A_RUN = re.compile(rb"lab:\w+:([0-9a-f]{32})")


def where() -> str:
    """What a section of the results says behind its title."""
    return ", runs in Redis" if os.environ.get(RUN_STORE) else ""


class Store:
    """Counts runs and bytes, whichever store it is."""

    def __init__(self, folder: Path, client: redis.Redis | None) -> None:
        self._folder, self._client = folder, client

    def runs(self) -> int:
        """How many runs have left anything."""
        if self._client is None:
            return len(list((self._folder / "runs").iterdir()))
        found = map(OF_A_RUN.fullmatch, self._client.keys("lab:*"))
        owners = {key[len(b"lab:of:") :] for key in self._client.keys("lab:of:*")}
        return len({match[1] for match in found if match} - owners)

    def bytes(self) -> int:
        """Of the data folder without the server's own log, and of the memory that Redis uses."""
        files = (path for path in self._folder.rglob("*") if path.suffix != ".log")
        total = sum(path.stat().st_size for path in files if path.is_file())
        if self._client is not None:
            total += int(self._client.info("memory")["used_memory"])
        return total


@contextmanager
def store_of(folder: Path) -> Iterator[Store]:
    """The store of a server; a Redis must be empty, and is emptied again."""
    url = os.environ.get(RUN_STORE)
    if not url:
        yield Store(folder, None)
        return
    with redis.Redis.from_url(url) as client:
        if client.dbsize():
            raise RuntimeError(f"expected an empty Redis, got {client.dbsize()} keys at {url}")
        try:
            yield Store(folder, client)
        finally:
            client.flushdb()
