"""Building a set beside its place: nothing is seen of it before every byte is verified."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

from engine.backend import Array
from engine.data.dataset import ARRAYS, Content, Contents, open_arrays
from engine.data.refusals import DataRefused

SLICE = 4 << 20  # bytes hashed at a time, a few ms
PREFIX = ".building-"


@contextlib.contextmanager
def alone(folder: Path, name: str, wait: bool = False) -> Iterator[None]:
    """Hold the lock of one set; without `wait`, raises DataRefused `busy` when it is taken.

    The system frees the lock of a process that dies; a forked child may still hold the file,
    so it is given back by name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f".{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise DataRefused("busy", name=name) from error
        try:
            yield
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)


def need_space(folder: Path, need: int) -> None:
    """Raises DataRefused `space` when fewer than `need` bytes are free."""
    free = shutil.disk_usage(folder).free
    if free < need:
        need_mb, free_mb = -(-need // 10**6), free // 10**6
        raise DataRefused("space", folder=str(folder), need=need_mb, got=free_mb)


def digest(array: Array) -> Iterator[int | str]:
    """Hash an array slice by slice: yields the bytes of each slice, at last the SHA-256."""
    flat, sha = array.reshape(-1), hashlib.sha256()
    for start in range(0, len(flat), SLICE):
        piece = flat[start : start + SLICE]
        sha.update(piece)
        yield len(piece)
    yield sha.hexdigest()


def verify(home: Path, contents: Contents) -> Iterator[int]:
    """Hash every array of a folder, yielding bytes done; raises DataRefused at the first wrong."""
    for name, array in open_arrays(home, contents).items():
        for said in digest(array):
            if isinstance(said, int):
                yield said
            elif said != contents[name].sha256:
                path = str(home / f"{name}.npy")
                raise DataRefused("hash", file=path, want=contents[name].sha256, got=said)


class Build:
    """Arrays written row by row into a folder of their own, moved into place when verified."""

    def __init__(self, home: Path, contents: Contents) -> None:
        self.home, self.contents = home, contents
        self._folder = home.parent / f"{PREFIX}{home.name}"
        # Left behind by a process that was killed; the lock says it is nobody's.
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        self._rows = dict.fromkeys(ARRAYS, 0)
        self._files = {name: self._start(name, contents[name]) for name in ARRAYS}

    def _start(self, name: str, content: Content) -> tuple[BinaryIO, int]:
        """The open file and the length of its header."""
        file = (self._folder / f"{name}.npy").open("wb")
        header = {"descr": "|u1", "fortran_order": False, "shape": content.shape}
        np.lib.format.write_array_header_1_0(file, header)
        return file, file.tell()

    def write(self, name: str, start: int, rows: Array) -> int:
        """Put `rows` at row `start`; returns the bytes written.

        A plain write: through a memory map a full disk would be a bus error, not an OSError.
        """
        file, header = self._files[name]
        row = self.contents[name].size // self.contents[name].shape[0]
        file.seek(header + start * row)
        file.write(np.ascontiguousarray(rows, np.uint8).tobytes())
        self._rows[name] += len(rows)
        return len(rows) * row

    def verify(self) -> Iterator[int]:
        """Every row must have come and every hash be right; yields bytes done."""
        for name, (file, _) in self._files.items():
            file.flush()
            want, got = self.contents[name].shape[0], self._rows[name]
            if got != want:
                raise DataRefused("rows", file=name, want=want, got=got)
        yield from verify(self._folder, self.contents)

    def sync(self) -> None:
        """Wait until the disk has it all."""
        for file, _ in self._files.values():
            os.fsync(file.fileno())

    def finish(self) -> None:
        """Put the folder in its place in one step; what was there before is gone after it."""
        for file, _ in self._files.values():
            file.close()
        old = self._folder.with_name(f"{PREFIX}old-{self.home.name}")
        shutil.rmtree(old, ignore_errors=True)
        with contextlib.suppress(FileNotFoundError):
            os.rename(self.home, old)
        os.rename(self._folder, self.home)
        shutil.rmtree(old, ignore_errors=True)

    def discard(self) -> None:
        """Remove what was built, finished or not; a finished set stays."""
        for file, _ in self._files.values():
            with contextlib.suppress(OSError):  # a full disk refuses the last flush again
                file.close()
        shutil.rmtree(self._folder, ignore_errors=True)
