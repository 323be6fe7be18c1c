"""A folder of keyframes, one file a step."""

from __future__ import annotations

import os
from pathlib import Path

from webapp.runs.arrays import write_keyframe
from webapp.runs.interface import Arrays

SUFFIX = ".safetensors"


class FolderShelf:
    """Implements `Shelf`; the folder is made when something is put there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def at(self, step: int) -> Path:
        """The file of one keyframe."""
        return self.folder / f"{step}{SUFFIX}"

    def steps(self) -> list[int]:
        """The steps there are, ascending."""
        try:
            names = os.listdir(self.folder)
        except FileNotFoundError:
            return []
        stems = (name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX))
        return sorted(int(stem) for stem in stems if stem.isdecimal())

    def put(self, step: int, arrays: Arrays) -> int:
        """Write a keyframe whole or not at all and return its bytes; raises OSError."""
        self.folder.mkdir(exist_ok=True)
        write_keyframe(self.at(step), arrays)
        return self.size(step)

    def size(self, step: int) -> int:
        """Bytes of one keyframe; raises KeyError."""
        try:
            return self.at(step).stat().st_size
        except FileNotFoundError:
            raise KeyError(f"expected a step with a keyframe, got {step}") from None

    def remove(self, step: int) -> None:
        """Drop a keyframe; dropping what is gone is fine."""
        self.at(step).unlink(missing_ok=True)
