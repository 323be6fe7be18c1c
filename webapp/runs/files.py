"""The files of runs: what each was asked to be, its checkpoint, its keyframes, saved states."""

from __future__ import annotations

import contextlib
import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import engine
from engine.statefile import read_state
from webapp.runs.arrays import read_keyframe
from webapp.runs.interface import Arrays
from webapp.runs.run import PRETRAINED, Run

SNAPSHOT = Path(engine.__file__).parent / "data" / "snapshot" / "cifar10.safetensors"
SEEN = ("weights/", "norm/")  # what pictures are computed from; slots and curves are not


class RunFiles:
    """The folders `runs` and `states` of a data folder."""

    def __init__(self, data: Path, snapshot: Path = SNAPSHOT) -> None:
        self.folder, self._states, self._snapshot = data / "runs", data / "states", snapshot

    def describe(self, run_id: str, text: str) -> None:
        """Write what the run was asked to be, so that a lost table can be made again."""
        (self.folder / run_id / "run.json").write_text(text, encoding="utf-8")

    def described(self, run_id: str) -> dict[str, str]:
        """What `describe` wrote; raises OSError or ValueError."""
        text = (self.folder / run_id / "run.json").read_text(encoding="utf-8")
        found: dict[str, str] = json.loads(text)
        return found

    def checkpoint(self, run_id: str) -> Path:
        """Where its state file is (or will be): what a download sends."""
        if run_id == PRETRAINED:
            return self._snapshot
        return self.folder / run_id / "checkpoint.safetensors"

    def state(self, state_id: str) -> Path:
        """Where an uploaded state file is, or the shipped snapshot for `pretrained`."""
        if state_id == PRETRAINED:
            return self._snapshot
        return self._states / f"{state_id}.safetensors"

    def kept(self, run_id: str) -> Path:
        """The folder of its keyframes that stay."""
        return self.folder / run_id / "keyframes"

    def latest(self, run_id: str) -> Path:
        """The folder of the newest few, for those who look now."""
        return self.folder / run_id / "latest"

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
            return ([self._pretrained_step()] if self._snapshot.exists() else []), None
        kept = steps_in(self.kept(run_id))
        newest = max([*kept[-1:], *steps_in(self.latest(run_id))], default=None)
        return kept, newest

    def load_keyframe(self, run_id: str, step: int) -> Arrays:
        """Weights and norm statistics by name; raises KeyError when there is none at `step`."""
        if run_id == PRETRAINED:
            return self._snapshot_weights(step)
        for folder in (self.kept(run_id), self.latest(run_id)):
            with contextlib.suppress(FileNotFoundError):
                return read_keyframe(keyframe_at(folder, step))
        raise KeyError(f"expected a step with a keyframe, got {step}")

    def pretrained(self) -> Run | None:
        """The shipped snapshot as a run that has ended, or None where it is not there."""
        if not self._snapshot.exists():
            return None
        meta = self._shipped()[1]
        return Run(
            id=PRETRAINED,
            demo=str(meta["demo"]),
            params=dict(meta["params"]),
            title="",
            owner="",
            state="done",
            step=int(meta["step"]),
            position=None,
            created=self._snapshot.stat().st_mtime,
            pinned=True,
            size=self._snapshot.stat().st_size,
            epoch=0,
            source="",
        )

    def _snapshot_weights(self, step: int) -> Arrays:
        """The shipped weights, which are float16 on the disk; raises KeyError for other steps."""
        if step != self._pretrained_step():
            raise KeyError(f"expected the step of the snapshot, got {step}")
        arrays, _ = self._shipped()
        seen = {name: array for name, array in arrays.items() if name.startswith(SEEN)}
        return {name: array.astype("float32", copy=False) for name, array in seen.items()}

    def _shipped(self) -> tuple[Arrays, dict[str, Any]]:
        """The snapshot, read and checked once for as long as the file stays as it is."""
        return _read_once(self._snapshot, self._snapshot.stat().st_mtime_ns)

    def _pretrained_step(self) -> int:
        run = self.pretrained()
        return -1 if run is None else run.step


@lru_cache(maxsize=2)
def _read_once(path: Path, changed: int) -> tuple[Arrays, dict[str, Any]]:
    return read_state(path)


def keyframe_at(folder: Path, step: int) -> Path:
    """The file of one keyframe."""
    return folder / f"{step}.safetensors"


def steps_in(folder: Path) -> list[int]:
    """The steps that have a file in `folder`, ascending."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    stems = (name.removesuffix(".safetensors") for name in names if name.endswith(".safetensors"))
    return sorted(int(stem) for stem in stems if stem.isdecimal())
