"""State files that people uploaded, as files that are kept for a week."""

from __future__ import annotations

import time
from pathlib import Path

from engine.statefile import read_state, replacing
from webapp.runs.arrays import OWN
from webapp.runs.interface import Saved
from webapp.runs.run import PRETRAINED
from webapp.runs.shipped import Shipped

KEEP_S = 7 * 24 * 3600
MOST_BYTES = 2 << 30  # of all uploaded states together; the oldest goes


class States:
    """A folder of them; `pretrained` is the shipped snapshot."""

    def __init__(self, folder: Path, shipped: Shipped) -> None:
        self.folder, self._shipped = folder, shipped

    def at(self, state_id: str) -> Path:
        """The file of one uploaded state."""
        return self.folder / f"{state_id}.safetensors"

    def load(self, state_id: str) -> Saved:
        """Arrays and metadata; raises FileNotFoundError, or BadState for a torn file."""
        path = self._shipped.path if state_id == PRETRAINED else self.at(state_id)
        return read_state(path, limits=OWN)

    def keep(self, state_id: str, blob: bytes) -> None:
        """Write the file whole or not at all; make room first; raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        room = MOST_BYTES - len(blob)
        for old in sorted(self.folder.glob("*.safetensors"), key=_changed, reverse=True):
            room -= _size(old)
            if room < 0 or time.time() - _changed(old) > KEEP_S:
                old.unlink(missing_ok=True)
        with replacing(self.at(state_id)) as file:
            file.write(blob)


def _changed(path: Path) -> float:
    return path.stat().st_mtime if path.exists() else 0.0


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
