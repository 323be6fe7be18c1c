"""The snapshot that comes with the engine, as a run that has ended."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import engine
from engine.statefile import read_state
from webapp.runs.interface import Arrays, Saved
from webapp.runs.run import PRETRAINED, Run

SNAPSHOT = Path(engine.__file__).parent / "data" / "snapshot" / "cifar10.safetensors"
SEEN = ("weights/", "norm/")  # what pictures are computed from; slots and curves are not


class Shipped:
    """One state file that is never written; it may be missing."""

    def __init__(self, path: Path = SNAPSHOT) -> None:
        self.path = path

    def run(self) -> Run | None:
        """The snapshot as a run, or None where it is not there."""
        if not self.path.exists():
            return None
        meta = self.load()[1]
        return Run(
            id=PRETRAINED,
            demo=str(meta["demo"]),
            params=dict(meta["params"]),
            title="",
            owner="",
            state="done",
            step=int(meta["step"]),
            position=None,
            created=self.path.stat().st_mtime,
            pinned=True,
            size=self.path.stat().st_size,
            epoch=0,
            source="",
        )

    def steps(self) -> list[int]:
        """The one step it shows, if it is there."""
        run = self.run()
        return [] if run is None else [run.step]

    def weights(self, step: int) -> Arrays:
        """Its weights, which are float16 on the disk; raises KeyError for other steps."""
        if step not in self.steps():
            raise KeyError(f"expected the step of the snapshot, got {step}")
        seen = {name: array for name, array in self.load()[0].items() if name.startswith(SEEN)}
        return {name: array.astype("float32", copy=False) for name, array in seen.items()}

    def load(self) -> Saved:
        """The snapshot, read and checked once for as long as the file stays as it is."""
        return _read_once(self.path, self.path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read_once(path: Path, changed: int) -> tuple[Arrays, dict[str, Any]]:
    return read_state(path)
