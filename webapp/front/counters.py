"""What this web process counts, and the sum over all of them in Prometheus' text format.

Every process writes its counts to a file of its own once a second; whoever is asked adds
the files of the processes that are alive.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

HELP = {
    "streams": ("gauge", "Open event streams."),
    "followed": ("gauge", "Run logs being followed."),
    "events": ("counter", "Events sent to clients."),
    "requests": ("counter", "Requests answered."),
    "refused": ("counter", "Requests answered with a status from 400 to 499."),
    "broken": ("counter", "Requests answered with a status from 500."),
    "looks": ("counter", "Looks answered."),
    "computed": ("counter", "Looks computed, not found in memory."),
}


@dataclass
class Counters:
    """The numbers of one process."""

    streams: int = 0
    followed: int = 0
    events: int = 0
    requests: int = 0
    refused: int = 0
    broken: int = 0
    looks: int = 0
    computed: int = 0

    def count(self, status: int) -> None:
        """One request was answered."""
        self.requests += 1
        self.refused += 400 <= status < 500
        self.broken += status >= 500


class Board:
    """The folder in which web processes leave their counts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: Counters | None = None

    def write(self, counters: Counters) -> None:
        """Leave this process's numbers, when they changed; a full disk loses only numbers."""
        now = Counters(**asdict(counters))
        if now == self._written:
            return
        path = self._folder / f"{os.getpid()}.json"
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(".part")
            beside.write_text(json.dumps(asdict(now)))
            beside.replace(path)
            self._written = now

    def total(self, own: Counters) -> Counters:
        """The sum over all living web processes; forgets the dead ones."""
        total = Counters(**asdict(own))
        for path in self._folder.glob("*.json"):
            if path.stem == str(os.getpid()):
                continue
            if not _alive(path.stem):
                path.unlink(missing_ok=True)
                continue
            with contextlib.suppress(OSError, ValueError, TypeError):
                other = Counters(**json.loads(path.read_text()))
                for field in fields(Counters):
                    summed = getattr(total, field.name) + getattr(other, field.name)
                    setattr(total, field.name, summed)
        return total


def prometheus(total: Counters, runs: Mapping[str, int]) -> str:
    """The text of /metrics: https://prometheus.io/docs/instrumenting/exposition_formats/."""
    lines = []
    for name, value in asdict(total).items():
        kind, words = HELP[name]
        full = f"lab_{name}_total" if kind == "counter" else f"lab_{name}"
        lines += [f"# HELP {full} {words}", f"# TYPE {full} {kind}", f"{full} {value}"]
    lines += ["# HELP lab_runs Runs by state.", "# TYPE lab_runs gauge"]
    lines += [f'lab_runs{{state="{state}"}} {count}' for state, count in runs.items()]
    return "\n".join(lines) + "\n"


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (OSError, ValueError):
        return False
    return True
