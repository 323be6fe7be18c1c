"""Answers that never change: computed once, however many ask at once, forgotten oldest first.

A class asks for the same picture within seconds, and browsers keep it: what nobody has asked
for in a minute only fills the memory.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable

Make = Callable[[], Awaitable[bytes]]
UNUSED_S = 60.0


class ByteCache:
    """At most `room` bytes of answers, least recently used out first."""

    def __init__(self, room: int) -> None:
        self._room, self._size = room, 0
        self._kept: OrderedDict[Hashable, tuple[bytes, float]] = OrderedDict()  # last used last
        self._making: dict[Hashable, asyncio.Future[bytes]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """Bytes kept now."""
        return self._size

    async def get(self, key: Hashable, make: Make) -> bytes:
        """What is kept under `key`, else what `make` returns; failures are not kept."""
        if key in self._kept:
            found, _ = self._kept.pop(key)
            self._kept[key] = found, time.monotonic()
            return found
        if key not in self._making:
            self._making[key] = asyncio.ensure_future(self._make(key, make))
            self._making[key].add_done_callback(_heard)
        return await asyncio.shield(self._making[key])  # one asker leaving must not stop it

    async def _make(self, key: Hashable, make: Make) -> bytes:
        try:
            made = await make()
        finally:
            del self._making[key]
        self._keep(key, made)
        return made

    def _keep(self, key: Hashable, made: bytes) -> None:
        if len(made) > self._room // 4:
            return
        self._kept[key] = made, time.monotonic()
        self._size += len(made)
        while self._size > self._room:
            self._drop_oldest()

    def forget_unused(self, now: float) -> None:
        """Drop what was not asked for in the last minute (time.monotonic)."""
        while self._kept and next(iter(self._kept.values()))[1] < now - UNUSED_S:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        _, (old, _) = self._kept.popitem(last=False)
        self._size -= len(old)


def _heard(made: asyncio.Future[bytes]) -> None:
    """A failure nobody waited for any more is not worth a warning."""
    if not made.cancelled():
        made.exception()
