"""What the web process and the trainers know of runs; the embedded store is one implementation.

The store owns state, lease, fair share and control. A trainer holds a run by a lease whose
epoch grows at every claim: whoever comes back late with an old epoch is refused everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from engine.backend import Array
from engine.events import Event
from webapp.runs.run import (
    COMMANDS,
    ENDED,
    PRETRAINED,
    STATES,
    Control,
    Lease,
    LeaseLost,
    Refused,
    Run,
    Unfinished,
    Worker,
)

__all__ = [
    "COMMANDS",
    "ENDED",
    "PRETRAINED",
    "STATES",
    "Arrays",
    "Checkpoints",
    "Control",
    "EventLog",
    "Launcher",
    "Lease",
    "LeaseLost",
    "Leases",
    "Refused",
    "Run",
    "RunStore",
    "Unfinished",
    "Worker",
]

Arrays = dict[str, Array]


class RunStore(Protocol):
    """The web side. Every call may raise Refused; `by` is owner, presenter or lab."""

    def submit(
        self,
        owner: str,
        demo: str,
        params: Mapping[str, str],
        source: str = "",
        title: str = "",
        *,
        steps: int = 0,
    ) -> Run:
        """Queue a new run, to pause after `steps` if any; Refused `limit` or `full`."""

    def get(self, id: str) -> Run | None:
        """The run, or None; `pretrained` is always there."""

    def mine(self, owner: str) -> list[Run]:
        """The runs of one person, newest first."""

    def command(self, id: str, command: str, steps: int = 0, by: str = "owner") -> Run:
        """pause, resume, step (`steps` more, then paused) or stop; Refused `ended` when over."""

    def change(self, id: str, params: Mapping[str, str], by: str = "owner") -> Run:
        """Merge live parameters, already parsed, into the run's canonical query."""

    def rename(self, id: str, title: str) -> Run:
        """Give the run a title."""

    def pin(self, id: str, pinned: bool) -> Run:
        """Keep the run from being tidied away."""

    def delete(self, id: str) -> None:
        """Stop the run and remove its files; deleting what is gone is fine."""

    def looked(self, id: str) -> None:
        """Somebody looks at its pictures: for 3 s the trainer keeps `latest` fresh."""

    def counts(self) -> dict[str, int]:
        """How many runs in each state, for the metrics page."""

    def unfinished(self) -> list[Unfinished]:
        """Every run that is queued, running or paused, oldest first, and since when it is."""

    def workers(self) -> list[Worker]:
        """Every trainer that is known, by name; one that ended is forgotten."""

    def ready(self) -> bool:
        """Whether the store can be written and a trainer beats."""


class Leases(Protocol):
    """The trainer's side of the store."""

    def claim(self, worker: str) -> Lease | None:
        """The next queued run by fair share, if `worker` is the least loaded; else None."""

    def waiting(self) -> bool:
        """Whether a run waits that would be claimed if there were room."""

    def beat(self, worker: str) -> bool:
        """Renew every lease of `worker` and say that it is alive; False: try again soon."""

    def controls(self, worker: str) -> list[Control]:
        """What is asked of each run that `worker` holds; a missing one is lost."""

    def changed(self) -> bool:
        """Whether any other connection has written since the last call (3 microseconds)."""

    def owns(self, lease: Lease) -> bool:
        """Whether the lease's epoch is still the run's."""

    def progress(self, lease: Lease, step: int, used: float, size: int, saved: bool) -> None:
        """Note how far it is, `used` further seconds, and whether it was saved; LeaseLost."""

    def admit(self, lease: Lease) -> bool:
        """Paused -> running if the person has a live place free, else False; LeaseLost."""

    def pause(self, lease: Lease, control: Control) -> None:
        """Running -> paused, the lease kept; a command newer than `control` stays; LeaseLost."""

    def release(self, lease: Lease, state: str) -> None:
        """Give the lease back, leaving the run in `state`; raises LeaseLost."""


class EventLog(Protocol):
    """Append-only; an id is the byte offset at which its frame ends, so resuming is a seek."""

    def path(self, run_id: str) -> Path:
        """The file, for a follower that waits on it; it may not exist yet."""

    def size(self, run_id: str) -> int:
        """Bytes in the log, 0 when there is none."""

    def read(self, run_id: str, after: int, limit: int = 1 << 18) -> tuple[bytes, int]:
        """Whole frames after offset `after`, and the offset behind them.

        Raises ValueError when `after` is not the end of a frame.
        """

    def ended(self, run_id: str, after: int) -> bool:
        """Whether `after` is the end of the log and its last event is done or failed."""

    def tail(self, run_id: str, most: int = 1 << 16) -> bytes:
        """The last whole frames, at most `most` bytes of them; nothing when there is no log."""

    def append(self, lease: Lease, events: Sequence[Event]) -> int:
        """Write all events or none, return the new size; raises LeaseLost or OSError."""

    def locked(self, lease: Lease) -> AbstractContextManager[object]:
        """Nobody else writes meanwhile and the lease holds; raises LeaseLost."""


class Checkpoints(Protocol):
    """The files of a run: its checkpoint, its keyframes, and the state files it may start from."""

    def checkpoint(self, run_id: str) -> Path:
        """Where its state file is (or will be): what a download sends."""

    def state(self, state_id: str) -> Path:
        """Where an uploaded state file is, or the shipped snapshot for `pretrained`."""

    def steps(self, run_id: str) -> tuple[list[int], int | None]:
        """The steps of the kept keyframes, ascending, and the step of `latest`."""

    def load_keyframe(self, run_id: str, step: int) -> Arrays:
        """Weights and norm statistics by name; raises KeyError when there is none at `step`."""


class Launcher(Protocol):
    """Who makes a trainer take up a queued run: the supervisor's own, or a queue of machines."""

    def kick(self, run_id: str) -> None:
        """A run was queued."""
