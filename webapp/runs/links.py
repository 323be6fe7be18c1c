"""Short links: the state of a page as a file named by its content; those opened last are kept."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from engine.statefile import replacing
from webapp.logs import log

ID = re.compile(r"[a-z2-7]{12}")
MOST_BYTES = 200_000_000  # of all links together


class FolderLinks:
    """Implements `Links` in the folder `links` of the data folder, with at most `most` of them."""

    def __init__(self, folder: Path, most: int) -> None:
        self._folder, self._most = folder / "links", most

    def keep(self, link_id: str, text: bytes) -> None:
        """Keep the state whole or not at all; those opened longest ago make room for it."""
        path = self._at(link_id)
        if self.find(link_id) == text:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        self._make_room(len(text))
        with replacing(path) as file:
            file.write(text)

    def find(self, link_id: str) -> bytes | None:
        """What was kept, which is now the one opened last; None when there is nothing."""
        path = self._at(link_id) if ID.fullmatch(link_id) else None
        if path is None:
            return None
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as why:
            log.warning("the short link %s cannot be read: %s", link_id, why)
            return None
        with contextlib.suppress(OSError):  # a file of another user, or it has just made room
            os.utime(path)
        return text

    def begin(self) -> list[OSError]:
        """They are where they have always been."""
        return []

    def older(self) -> list[Path]:
        """The files as they lie there; raises OSError for a folder that cannot be read."""
        if not self._folder.exists():
            return []
        there = self._folder.iterdir()
        return [path for path in there if path.suffix == ".json" and ID.fullmatch(path.stem)]

    def _at(self, link_id: str) -> Path:
        return self._folder / f"{link_id}.json"

    def _make_room(self, size: int) -> None:
        """Remove as many as must go, the one opened longest ago first."""
        there = list[tuple[float, int, str]]()
        with os.scandir(self._folder) as entries:
            for entry in entries:
                with contextlib.suppress(FileNotFoundError):
                    said = entry.stat()
                    there.append((said.st_mtime, said.st_size, entry.path))
        count, room = len(there), MOST_BYTES - size - sum(one[1] for one in there)
        for _, gained, path in sorted(there):
            if count < self._most and room >= 0:
                return
            Path(path).unlink(missing_ok=True)
            count, room = count - 1, room + gained
