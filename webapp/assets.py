"""Static files by content: `/static/css/shell.css?v=<hash>` may be kept for ever."""

from __future__ import annotations

import hashlib
from pathlib import Path


class Assets:
    """Addresses of the files under one folder; each is hashed once a process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._urls: dict[str, str] = {}

    def url(self, path: str) -> str:
        """The address of `path`; raises FileNotFoundError when there is no such file."""
        if path not in self._urls:
            digest = hashlib.sha256((self.folder / path).read_bytes()).hexdigest()
            self._urls[path] = f"/static/{path}?v={digest[:12]}"
        return self._urls[path]

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        return (self.folder / path).is_file()
