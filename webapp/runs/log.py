"""One append-only file a run: what was ever said about it, ready to be sent.

Everybody who writes holds the file's lock: the trainer that owns the run, and the web process
or the supervisor while nobody does. A frame torn by a crash is cut off by the next writer;
readers never see it, because they stop at the last whole frame.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import engine
from engine.events import Event
from webapp.runs.frames import END, LARGEST_FRAME, encode
from webapp.runs.run import PRETRAINED, Lease, LeaseLost
from webapp.runs.watch import FileWatcher

SHIPPED = Path(engine.__file__).parent / "data" / "snapshot" / "cifar10.log"
PATIENCE = 2.0  # seconds to wait for the lock; whoever holds it longer has been stopped
FINAL = (b"\nevent: done\n", b"\nevent: failed\n")


class Tail:
    """The end of a locked log."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self.size = _cut_torn_frame(fd)

    def append(self, events: Sequence[Event]) -> int:
        """Write all events or none and return the new size; raises OSError on a full disk."""
        data = encode(events, self.size)
        try:
            written = os.pwrite(self._fd, data, self.size)
            while written < len(data):
                written += os.pwrite(self._fd, data[written:], self.size + written)
        except OSError:
            os.ftruncate(self._fd, self.size)
            raise
        self.size += len(data)
        return self.size


class FileLog:
    """The logs of all runs of a data folder; `owns` asks the store about a lease."""

    near = True

    def __init__(self, folder: Path, owns: Callable[[Lease], bool]) -> None:
        self._folder, self._owns = folder, owns

    def path(self, run_id: str) -> Path:
        """The file, for a follower that waits on it; it may not exist yet."""
        if run_id == PRETRAINED:
            return SHIPPED
        return self._folder / run_id / "log"

    def watcher(self, *, inotify: bool = True) -> FileWatcher:
        """Who wakes the readers of this process; called inside its running event loop."""
        return FileWatcher(self.path, inotify=inotify)

    def create(self, run_id: str) -> None:
        """An empty log, and the run's folder."""
        path = self.path(run_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    def size(self, run_id: str) -> int:
        """Bytes of whole frames in the log, 0 when there is none."""
        return _whole(self.path(run_id))

    def read(self, run_id: str, after: int, limit: int = 1 << 18) -> tuple[bytes, int]:
        """Whole frames after offset `after`, at least one if there is one; the offset behind.

        Raises ValueError when `after` is not the end of a frame.
        """
        try:
            fd = os.open(self.path(run_id), os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            fd = None
        try:
            if not _ends_frame(fd, after):
                raise ValueError(f"expected an offset at which a frame ends, got {after}")
            if fd is None:
                return b"", 0
            data = os.pread(fd, max(limit, LARGEST_FRAME), after)
        finally:
            if fd is not None:
                os.close(fd)
        whole = data[: data.rfind(END) + len(END)] if END in data else b""
        return whole, after + len(whole)

    def ended(self, run_id: str, after: int) -> bool:
        """Whether `after` is the end of the log and its last event is done or failed."""
        size = self.size(run_id)
        if size == 0 or after != size:
            return False
        with self.path(run_id).open("rb") as file:
            file.seek(max(0, size - 4096))
            tail = file.read(min(size, 4096))
        last = tail[tail.rfind(END, 0, -len(END)) :]
        return any(name in last for name in FINAL)

    def tail(self, run_id: str, most: int = 1 << 16) -> bytes:
        """The last whole frames, at most `most` bytes of them; nothing when there is no log."""
        with contextlib.suppress(FileNotFoundError), self.path(run_id).open("rb") as file:
            start = max(0, os.fstat(file.fileno()).st_size - most - len(END))
            file.seek(start)
            data = file.read(most + len(END))
            first = data.find(END) + len(END) if start else 0
            return data[first : data.rfind(END) + len(END)] if END in data else b""
        return b""

    def append(self, lease: Lease, events: Sequence[Event]) -> int:
        """Write all events or none, return the new size; raises LeaseLost or OSError."""
        with self.locked(lease) as tail:
            return tail.append(events)

    @contextmanager
    def locked(self, lease: Lease) -> Iterator[Tail]:
        """Nobody else writes meanwhile and the lease holds; raises LeaseLost."""
        try:
            with self.exclusive(lease.run.id) as tail:
                if not self._owns(lease):
                    raise LeaseLost(lease.run.id)
                yield tail
        except FileNotFoundError as gone:
            if self.path(lease.run.id).exists():
                raise
            raise LeaseLost(lease.run.id) from gone

    @contextmanager
    def exclusive(self, run_id: str) -> Iterator[Tail]:
        """The end of the log, alone; raises FileNotFoundError or BlockingIOError."""
        fd = os.open(self.path(run_id), os.O_RDWR | os.O_CLOEXEC)
        try:
            _lock(fd)
            yield Tail(fd)
        finally:
            os.close(fd)


def _lock(fd: int) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > end:
                raise
            time.sleep(0.001)


def _cut_torn_frame(fd: int) -> int:
    """Drop what follows the last whole frame; the size that remains."""
    size = os.fstat(fd).st_size
    if size == 0 or os.pread(fd, 2, max(0, size - 2)) == END:
        return size
    start = max(0, size - LARGEST_FRAME)
    end = os.pread(fd, size - start, start).rfind(END)
    whole = start + end + len(END) if end >= 0 else 0
    os.ftruncate(fd, whole)
    return whole


def _whole(path: Path) -> int:
    """Bytes up to the end of the last whole frame, read without a lock."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return 0
    try:
        size = os.fstat(fd).st_size
        start = max(0, size - LARGEST_FRAME)
        end = os.pread(fd, size - start, start).rfind(END)
    finally:
        os.close(fd)
    return start + end + len(END) if end >= 0 else 0


def _ends_frame(fd: int | None, offset: int) -> bool:
    if offset == 0 or fd is None:
        return offset == 0
    return offset >= len(END) and os.pread(fd, 2, offset - 2) == END
