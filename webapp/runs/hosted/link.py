"""This process's connections to the server, and the scripts that run inside it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from webapp.runs.run import Refused, Unavailable

LUA = Path(__file__).parent / "lua"
CONNECT_S, ANSWER_S = 2.0, 5.0
AGAIN_S = 0.1  # pause between two tries of a patient call
AWAY = (redis.ConnectionError, redis.TimeoutError, redis.BusyLoadingError, redis.ReadOnlyError)
# What the server says within a script, and when its own disk is full.
NO_ROOM = ("OOM ", "MISCONF ")
FULL = (
    "the store of runs is full; ask whoever runs the server to make room",
    "انبار اجراها پر است؛ از گردانندهٔ کارساز بخواهید جا باز کند",
)


def connect(url: str) -> redis.Redis:
    """A client that gives bytes and never asks twice by itself: a script may count."""
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=CONNECT_S,
        socket_timeout=ANSWER_S,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
    )


class Link:
    """Calls scripts by the name of their file; each is all or nothing on the server.

    With `patient` a call that finds the server away is made again until it answers; only
    for what may be done twice. One that finds it full is refused all the same, as on a full
    disk. `failed` is when either last happened (time.monotonic), `piece` how many bytes of a
    large value go at once.
    """

    def __init__(self, url: str) -> None:
        self.url, self.client = url, connect(url)
        self.failed, self.piece = float("-inf"), 1 << 14

    def call(self, name: str, *args: Any, keys: tuple[str, ...] = (), patient: bool = False) -> Any:
        """What the script returns; raises Unavailable, or Refused `full`."""
        while True:
            try:
                with self.away():
                    return self._run(name, keys, args)
            except Unavailable:
                if not patient:
                    raise
                time.sleep(AGAIN_S)

    @contextmanager
    def away(self) -> Iterator[None]:
        """What others do with the client; raises Unavailable, or Refused `full`."""
        try:
            yield
        except AWAY as away:
            self.failed = time.monotonic()
            raise Unavailable(str(away)) from away
        except redis.ResponseError as error:
            if not _no_room(error):
                raise
            self.failed = time.monotonic()
            raise Refused("full", FULL, retry_after=60) from error

    def ask(self, command: str, *args: Any) -> Any:
        """One plain command; raises Unavailable, or Refused `full` where it writes."""
        with self.away():
            return self.client.execute_command(command, *args)  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """Give the connections back."""
        self.client.close()

    def _run(self, name: str, keys: tuple[str, ...], args: tuple[Any, ...]) -> Any:
        text, digest = _script(name)
        try:
            return self.client.evalsha(digest, len(keys), *keys, *args)
        except redis.exceptions.NoScriptError:  # a server that was started anew
            return self.client.eval(text, len(keys), *keys, *args)


def _no_room(error: redis.ResponseError) -> bool:
    """Whether the server takes no more: its memory is used up, or it cannot write its file."""
    full = isinstance(error, redis.exceptions.OutOfMemoryError)
    return full or any(word in str(error) for word in NO_ROOM)


@cache
def _script(name: str) -> tuple[str, str]:
    """The text of a script behind the common prelude, and the name the server knows it by."""
    text = (LUA / "prelude.lua").read_text() + (LUA / f"{name}.lua").read_text()
    return text, hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
