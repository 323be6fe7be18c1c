"""The folder in which processes leave their numbers for each other, one file of each kind.

prometheus-client maps these files into memory. They take their whole room when a process
starts: writing into a hole of a full disk would kill the process (SIGBUS).
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"  # read by prometheus-client when it is imported
KINDS = ("counter", "gauge_livesum", "histogram")
ROOM = 1 << 16  # bytes a file; our numbers take about 4,000


def numbers_folder(data: Path) -> Path:
    """Where the numbers of a data folder's server are."""
    return data / "web"


def begin(data: Path) -> None:
    """A new server counts from nothing; a full disk loses only numbers."""
    shutil.rmtree(numbers_folder(data), ignore_errors=True)
    with contextlib.suppress(OSError):
        numbers_folder(data).mkdir(parents=True)


def share(data: Path) -> None:
    """This process leaves its numbers there; on a full disk it keeps them to itself."""
    folder = numbers_folder(data)
    files = [folder / f"{kind}_{os.getpid()}.db" for kind in KINDS]
    os.environ.pop(VARIABLE, None)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            file.write_bytes(bytes(ROOM))
    except OSError:
        with contextlib.suppress(OSError):
            for file in files:
                file.unlink(missing_ok=True)
        return
    os.environ[VARIABLE] = str(folder)


def forget(data: Path, pid: int) -> None:
    """A process is gone: what it counted stays, what it held does not."""
    with contextlib.suppress(OSError):
        (numbers_folder(data) / f"gauge_livesum_{pid}.db").unlink()


def forget_dead(data: Path) -> None:
    """Forget every process that is gone, such as those of a server killed with its children."""
    for path in numbers_folder(data).glob("gauge_livesum_*.db"):
        pid = int(path.stem.rpartition("_")[2])
        try:
            os.kill(pid, 0)
        except OSError:
            forget(data, pid)


class Restarts:
    """How often a process had to be started again: a line a time, by whoever started it."""

    def __init__(self, data: Path) -> None:
        self._path = numbers_folder(data) / "restarts"

    def count(self, kind: str) -> None:
        """One more of `web` or `trainer`; a full disk loses only the number."""
        with contextlib.suppress(OSError), self._path.open("a") as file:
            file.write(f"{kind}\n")

    def __getitem__(self, kind: str) -> int:
        try:
            return self._path.read_text().split("\n").count(kind)
        except OSError:
            return 0
