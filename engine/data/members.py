"""The files of CIFAR-10, wherever they are: in a folder, a .tar, a .tar.gz, three packed parts.

Nothing is ever extracted: members are read in passing, known by their base name alone.
"""

from __future__ import annotations

import contextlib
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from engine.data.parts import in_parts, parts_beside
from engine.data.refusals import DataRefused

Member = tuple[str, int, IO[bytes]]  # base name, size, content

GZIP = b"\x1f\x8b"
BUFFER = 1 << 20
MOST_MEMBERS = 1000
LARGEST = 200_000_000  # bytes of one member; the largest true one has 31 million


def members(path: Path) -> Iterator[Member]:
    """Every plain file of a folder (one level deep) or an archive; raises DataRefused."""
    if parts_beside(path):
        yield from in_parts(path)
    elif path.is_dir():
        yield from _of_folder(path)
    elif path.is_file():
        yield from _of_archive(path)
    else:
        raise DataRefused("no_path", got=str(path))


def _of_folder(path: Path) -> Iterator[Member]:
    for file in sorted([*path.glob("*"), *path.glob("*/*")]):
        if file.is_file():
            with file.open("rb") as stream:
                yield file.name, file.stat().st_size, stream


def _of_archive(path: Path) -> Iterator[Member]:
    with path.open("rb") as file:
        mode = "r|gz" if file.read(2) == GZIP else "r|"
        file.seek(0)
        # Typed by the mode string, which is a variable here.
        with tarfile.open(fileobj=file, mode=mode, bufsize=BUFFER) as tar:  # type: ignore[call-overload]
            yield from _of_tar(tar, path)


@contextlib.contextmanager
def whole(path: Path) -> Iterator[None]:
    """Say damage met while members are read as a DataRefused `broken`."""
    try:
        yield
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise DataRefused("broken", file=path.name, why=str(error) or "an early end") from error


def _of_tar(tar: tarfile.TarFile, path: Path) -> Iterator[Member]:
    for count, member in enumerate(tar):
        if count >= MOST_MEMBERS:
            raise DataRefused("crowded", file=path.name, want=MOST_MEMBERS)
        if member.size > LARGEST:
            raise DataRefused("large", file=member.name, want=LARGEST, got=member.size)
        stream = tar.extractfile(member) if member.isfile() else None
        if stream is not None:
            yield member.name.rsplit("/", 1)[-1], member.size, stream
