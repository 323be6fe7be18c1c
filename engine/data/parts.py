"""The whole set as three files to carry to a machine without a network, read back.

Each is a ZIP that compresses nothing, for its members are: lossless mosaics and their labels.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from engine.data.refusals import DataRefused
from engine.registry import Text

COUNT = 3
NAMES = tuple(f"cifar10-{number}-of-{COUNT}.zip" for number in range(1, COUNT + 1))
NAMED = re.compile(r"cifar10-\d-of-\d\.zip")
LARGEST = 60_000_000  # bytes of a part: what mail and shared folders still take
MOST_MEMBERS = 1000
DAMAGE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, struct.error)
ABSENT: Text = ("not there", "نیست")
DAMAGED: Text = ("cut short or damaged", "ناقص یا آسیب‌دیده")


def parts_beside(path: Path) -> bool:
    """Whether `path` is a folder with at least one part in it, or a part itself."""
    if path.is_dir():
        return any((path / name).is_file() for name in NAMES)
    return path.is_file() and NAMED.fullmatch(path.name) is not None


def check_parts(path: Path) -> None:
    """Every part that belongs to those at `path` is there and whole, or else all bad are named.

    Raises DataRefused `parts`.
    """
    if not parts_beside(path):
        return
    folder = _folder(path)
    bad = [(name, why) for name in NAMES if (why := _fault(folder / name))]
    if bad:
        english, persian = (", ".join(f"{name} ({why[i]})" for name, why in bad) for i in (0, 1))
        raise DataRefused("parts", folder=str(folder), why=english, why_fa=persian)


def in_parts(path: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    """Base name, size and content of every file in the parts."""
    for name in NAMES:
        with zipfile.ZipFile(_folder(path) / name) as part:
            for info in part.infolist():
                with part.open(info) as stream:
                    yield info.filename.rsplit("/", 1)[-1], info.file_size, stream


def _folder(path: Path) -> Path:
    return path if path.is_dir() else path.parent


def _fault(part: Path) -> Text | None:
    """What is wrong with a part; None when every member has its checksum."""
    if not part.is_file():
        return ABSENT
    try:
        with zipfile.ZipFile(part) as opened:
            members = opened.infolist()
            stored = all(m.compress_type == zipfile.ZIP_STORED for m in members)
            whole = stored and part.stat().st_size <= LARGEST and len(members) <= MOST_MEMBERS
            return None if whole and opened.testzip() is None else DAMAGED
    except DAMAGE:
        return DAMAGED
