"""At most so many streams over all web processes.

Places are taken in blocks; a block is one locked byte of one file (fcntl), so the kernel
counts for all processes, and frees what a dead one held.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from engine.registry import Text
from webapp.errors import Problem

RETRY_AFTER_S = "10"
WHICH: dict[str, Text] = {
    "session": (
        "You have {high} streams open; close another tab.",
        "{high} جریان از شما باز است؛ برگهٔ دیگری را ببندید.",
    ),
    "address": (
        "{high} streams are open from your network; try again in a moment.",
        "از شبکهٔ شما {high} جریان باز است؛ اندکی بعد دوباره تلاش کنید.",
    ),
    "total": (
        "{high} streams are open on this server; try again in a moment.",
        "روی این کارساز {high} جریان باز است؛ اندکی بعد دوباره تلاش کنید.",
    ),
}
KEYS, ROOM = 1 << 40, 1 << 13  # hashed keys, bytes a key has for its blocks


class Quota:
    """Places for streams: `limit` for each key; a process takes a hundredth of them at a time."""

    def __init__(self, file: IO[bytes], name: str, limit: int) -> None:
        self._file, self._name, self._limit = file, name, limit
        self._block = max(1, limit // 100)
        self._blocks_in_all = limit // self._block
        self._used: dict[str, int] = {}
        self._blocks: dict[str, list[int]] = {}

    @contextmanager
    def place(self, key: str) -> Iterator[None]:
        """Hold one place of `key`; raises Problem when all are taken."""
        if not self._take(key):
            wait = {"Retry-After": RETRY_AFTER_S}
            raise Problem("streams", text=WHICH.get(self._name), headers=wait, high=self._limit)
        try:
            yield
        finally:
            self._give(key)

    def _take(self, key: str) -> bool:
        used, blocks = self._used.get(key, 0), self._blocks.setdefault(key, [])
        if used >= len(blocks) * self._block and not self._lock_another(key, blocks):
            if not blocks:
                del self._blocks[key]
            return False
        self._used[key] = used + 1
        return True

    def _give(self, key: str) -> None:
        self._used[key] -= 1
        blocks = self._blocks[key]
        if self._used[key] <= (len(blocks) - 1) * self._block:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, self._offset(key, blocks.pop()))
        if not self._used[key]:
            del self._used[key], self._blocks[key]

    def _lock_another(self, key: str, blocks: list[int]) -> bool:
        for block in range(self._blocks_in_all):
            if block not in blocks and self._lock(self._offset(key, block)):
                blocks.append(block)
                return True
        return False

    def _lock(self, offset: int) -> bool:
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, offset)
        except OSError:
            return False
        return True

    def _offset(self, key: str, block: int) -> int:
        digest = hashlib.blake2b(f"{self._name}:{key}".encode(), digest_size=5).digest()
        return int.from_bytes(digest, "big") % KEYS * ROOM + block


class Quotas:
    """The three limits of a stream: of the server, of an address, of a session."""

    def __init__(self, path: Path, total: int, address: int, session: int) -> None:
        self._file = file = path.open("ab")
        self._total = Quota(file, "total", total)
        self._address = Quota(file, "address", address)
        self._session = Quota(file, "session", session)

    @contextmanager
    def place(self, address: str, session: str) -> Iterator[None]:
        """One place of each; raises Problem (429) when one of them is used up."""
        with ExitStack() as held:
            held.enter_context(self._session.place(session))
            held.enter_context(self._address.place(address))
            held.enter_context(self._total.place(""))
            yield

    def close(self) -> None:
        """Give back every place this process holds."""
        self._file.close()
