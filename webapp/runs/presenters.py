"""Who became a presenter, as lines of a file that all web processes of this machine append to."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path


class FolderPresenters:
    """Implements `Presenters`: one person a line in the file `presenters` of the data folder."""

    def __init__(self, folder: Path) -> None:
        self._path, self._size, self._known = folder / "presenters", -1, frozenset[str]()

    def add(self, person: str) -> None:
        """Remember this person; raises OSError."""
        if not self.among([person]):
            with self._path.open("a") as file:
                file.write(person + "\n")

    def among(self, persons: Collection[str]) -> frozenset[str]:
        """Those of `persons` who ever became presenter."""
        size = self._path.stat().st_size if self._path.exists() else 0
        if size != self._size:
            text = self._path.read_text() if size else ""
            self._size, self._known = size, frozenset(text.split())
        return self._known.intersection(persons)
