"""The files of runs: what each was asked to be, its checkpoint, its keyframes."""

from __future__ import annotations

import contextlib
import functools
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from webapp.runs.arrays import read_checkpoint, read_keyframe, write_checkpoint
from webapp.runs.interface import Arrays, Saved
from webapp.runs.run import PRETRAINED, Lease
from webapp.runs.shelf import FolderShelf
from webapp.runs.shipped import SNAPSHOT, Shipped
from webapp.runs.states import States


class RunFiles:
    """The folder `runs` of a data folder, beside the states and the snapshot."""

    def __init__(self, data: Path, snapshot: Path = SNAPSHOT) -> None:
        self.folder, self.shipped = data / "runs", Shipped(snapshot)
        self._states = States(data / "states", self.shipped)
        self.load_state, self.keep_state = self._states.load, self._states.keep

    def describe(self, run_id: str, text: str) -> None:
        """Write what the run was asked to be, so that a lost table can be made again."""
        (self.folder / run_id / "run.json").write_text(text, encoding="utf-8")

    def described(self, run_id: str) -> dict[str, str]:
        """What `describe` wrote; raises OSError or ValueError."""
        text = (self.folder / run_id / "run.json").read_text(encoding="utf-8")
        found: dict[str, str] = json.loads(text)
        return found

    def checkpoint(self, run_id: str) -> Path:
        """Where its state file is (or will be)."""
        if run_id == PRETRAINED:
            return self.shipped.path
        return self.folder / run_id / "checkpoint.safetensors"

    def load(self, run_id: str) -> Saved:
        """The newest checkpoint; raises FileNotFoundError, or BadState for a torn file."""
        return read_checkpoint(self.checkpoint(run_id))

    def open(self, run_id: str) -> BinaryIO:
        """The same as the bytes that a download sends; raises FileNotFoundError."""
        return self.checkpoint(run_id).open("rb")

    def save(self, lease: Lease, arrays: Arrays, meta: Mapping[str, Any]) -> None:
        """Replace the checkpoint; raises BadState for numbers that are not finite, or OSError."""
        write_checkpoint(self.checkpoint(lease.run.id), arrays, meta)

    def packed(self, lease: Lease, arrays: Arrays, meta: Mapping[str, Any]) -> Callable[[], None]:
        """The same in two parts, of which only the second writes; nobody needs it for files."""
        return functools.partial(self.save, lease, arrays, meta)

    def kept(self, run_id: str) -> FolderShelf:
        """Its keyframes that stay."""
        return FolderShelf(self.folder / run_id / "keyframes")

    def latest(self, run_id: str) -> FolderShelf:
        """The newest few, for those who look now."""
        return FolderShelf(self.folder / run_id / "latest")

    def shelves(self, lease: Lease) -> tuple[FolderShelf, FolderShelf]:
        """The keyframes that stay, and the newest few for those who look now."""
        return self.kept(lease.run.id), self.latest(lease.run.id)

    def size(self, run_id: str) -> int:
        """Bytes of everything the run keeps."""
        total = 0
        for folder, _, names in os.walk(self.folder / run_id):
            for name in names:
                with contextlib.suppress(FileNotFoundError):
                    total += os.stat(os.path.join(folder, name)).st_size
        return total

    def steps(self, run_id: str) -> tuple[list[int], int | None]:
        """The steps of the kept keyframes, ascending, and the step of the newest one."""
        if run_id == PRETRAINED:
            return self.shipped.steps(), None
        kept = self.kept(run_id).steps()
        newest = max([*kept[-1:], *self.latest(run_id).steps()], default=None)
        return kept, newest

    def load_keyframe(self, run_id: str, step: int) -> Arrays:
        """Weights and norm statistics by name; raises KeyError when there is none at `step`."""
        if run_id == PRETRAINED:
            return self.shipped.weights(step)
        for shelf in (self.kept(run_id), self.latest(run_id)):
            with contextlib.suppress(FileNotFoundError):
                return read_keyframe(shelf.at(step))
        raise KeyError(f"expected a step with a keyframe, got {step}")
