"""The readers' own pictures: PNGs by hash, each in its person's folder, for a day."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

KEEP_S = 24 * 3600
MOST = 100  # pictures of one person; the oldest goes


class FolderPictures:
    """Implements `Pictures` in the folder `images` of the data folder."""

    def __init__(self, folder: Path) -> None:
        self._root = folder / "images"

    def save(self, person: str, digest: str, png: bytes) -> None:
        """Keep a picture for a day and make room for it; raises OSError."""
        home = self._root / person
        home.mkdir(parents=True, exist_ok=True)
        self._tidy(home)
        part = home / f"{digest}.part"
        part.write_bytes(png)
        os.replace(part, home / f"{digest}.png")

    def load(self, person: str, digest: str) -> bytes | None:
        """One of this person's pictures; None when there is none, or no longer."""
        path = self._root / person / f"{digest}.png"
        try:
            return path.read_bytes() if _age(path) <= KEEP_S else None
        except FileNotFoundError:
            return None

    def tidy(self) -> None:
        """Remove what has expired, of everybody."""
        for home in self._root.glob("*"):
            self._tidy(home)
            with contextlib.suppress(OSError):
                home.rmdir()  # only an empty one

    def _tidy(self, home: Path) -> None:
        newest_first = sorted(home.glob("*.png"), key=_age)
        for place, path in enumerate(newest_first):
            if place >= MOST - 1 or _age(path) > KEEP_S:
                path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    """Seconds since it was saved; endless for what another process has just removed."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
