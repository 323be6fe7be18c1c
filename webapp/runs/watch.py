"""Wakes a reader when a file grows: inotify where the system has it, else a look every 20 ms.

inotify(7); one instance serves all files of a process, since a user may have only 128.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import struct
from collections.abc import Callable
from pathlib import Path

MODIFY, ATTRIB, DELETE_SELF, MOVE_SELF = 0x2, 0x4, 0x400, 0x800
EVENTS = MODIFY | ATTRIB | DELETE_SELF | MOVE_SELF
HEADER = struct.Struct("iIII")  # watch, mask, cookie, length of the name that follows
POLL_S, MISSING_POLL_S = 0.02, 0.02
SAFETY_S = 1.0  # a network file system may not tell of another machine's writes

Wake = Callable[[], None]


class FileWatcher:
    """Calls `wake` after every change of a run's file; `inotify=False` polls instead.

    `place` says where the file of a run is. Made and used in one event loop.
    """

    def __init__(self, place: Callable[[str], Path], *, inotify: bool = True) -> None:
        self._place, self._loop = place, asyncio.get_running_loop()
        self._libc = _libc() if inotify else None
        self._fd = self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC) if self._libc else -1
        self._by_watch: dict[int, Wake] = {}
        if self._fd >= 0:
            self._loop.add_reader(self._fd, self._read)

    @property
    def polls(self) -> bool:
        """Whether files are looked at every 20 ms, for want of inotify."""
        return self._fd < 0

    def watch(self, run_id: str, wake: Wake) -> Callable[[], None]:
        """Call `wake` when the run's file changes or appears; returns the function that ends it."""
        watched = _Watched(self, self._place(run_id), wake)
        return watched.stop

    def add(self, path: Path, wake: Wake) -> int:
        """The kernel's number of a new watch; negative when the file cannot be watched."""
        if self._libc is None or self._fd < 0:
            return -1
        number = int(self._libc.inotify_add_watch(self._fd, os.fsencode(path), EVENTS))
        if number >= 0:
            self._by_watch[number] = wake
        return number

    def remove(self, number: int) -> None:
        """End one watch."""
        if self._by_watch.pop(number, None) is not None and self._libc is not None:
            self._libc.inotify_rm_watch(self._fd, number)

    def close(self) -> None:
        """Give the descriptor back."""
        if self._fd >= 0:
            self._loop.remove_reader(self._fd)
            os.close(self._fd)
            self._fd = -1

    def _read(self) -> None:
        try:
            data = os.read(self._fd, 1 << 16)
        except BlockingIOError:
            return
        at, woken = 0, set[int]()
        while at < len(data):
            number, _, _, length = HEADER.unpack_from(data, at)
            at += HEADER.size + length
            woken.add(number)
        for number in woken:
            self._by_watch.get(number, _nothing)()


class _Watched:
    """One file: watched by the kernel once it exists, looked at now and then in any case."""

    def __init__(self, watcher: FileWatcher, path: Path, wake: Wake) -> None:
        self._watcher, self._path, self._wake = watcher, path, wake
        self._loop = asyncio.get_running_loop()
        self._number = watcher.add(path, wake)
        self._size = _size(path)
        self._timer = self._loop.call_later(self._pause(), self._look)

    def stop(self) -> None:
        """Wake nobody any more."""
        self._timer.cancel()
        self._watcher.remove(self._number)

    def _pause(self) -> float:
        return SAFETY_S if self._number >= 0 else POLL_S

    def _look(self) -> None:
        if self._number < 0:
            self._number = self._watcher.add(self._path, self._wake)
        size = _size(self._path)
        self._timer = self._loop.call_later(self._pause(), self._look)
        if size != self._size:
            self._size = size
            self._wake()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _libc() -> ctypes.CDLL | None:
    """The C library, where it has inotify."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
    except OSError:
        return None
    return libc if hasattr(libc, "inotify_init1") else None


def _nothing() -> None:
    """A watch that ended while its last event was on the way."""
