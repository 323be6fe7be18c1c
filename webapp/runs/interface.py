"""What the web process and the trainers know of runs; the embedded store is one implementation.

The store owns state, lease, fair share and control. A trainer holds a run by a lease whose
epoch grows at every claim: whoever comes back late with an old epoch is refused everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from webapp.runs.kept import Arrays, Checkpoints, EventLog, Links, Pictures, Saved, Shelf, Watcher
from webapp.runs.run import (
    COMMANDS,
    ENDED,
    PRETRAINED,
    STATES,
    UNWATCHED,
    USUAL,
    Control,
    Lease,
    LeaseLost,
    Refused,
    Run,
    Terms,
    Unavailable,
    Unfinished,
    Worker,
)

__all__ = [
    "COMMANDS",
    "ENDED",
    "PRETRAINED",
    "STATES",
    "UNWATCHED",
    "USUAL",
    "Arrays",
    "Checkpoints",
    "Control",
    "EventLog",
    "Launcher",
    "Lease",
    "LeaseLost",
    "Leases",
    "Links",
    "Oversight",
    "Pictures",
    "Refused",
    "Run",
    "RunStore",
    "Saved",
    "Shelf",
    "Terms",
    "Unavailable",
    "Unfinished",
    "Watcher",
    "Worker",
]


class RunStore(Protocol):
    """The web side. Every call may raise Refused; `by` is owner, presenter or lab."""

    def submit(
        self,
        owner: str,
        demo: str,
        params: Mapping[str, str],
        source: str = "",
        title: str = "",
        terms: Terms = USUAL,
    ) -> Run:
        """Queue a new run; Refused `limit` or `full`."""

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

    def unwatched(self, id: str, what: str) -> Run:
        """Choose what becomes of it while nobody watches: one of UNWATCHED."""

    def delete(self, id: str) -> None:
        """Stop the run and remove its files; deleting what is gone is fine."""

    def looked(self, id: str) -> None:
        """Somebody looks at its pictures: for 3 s the trainer keeps `latest` fresh."""

    def watched(self, ids: Sequence[str]) -> None:
        """Somebody watches these runs now; those that waited for it go on."""

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

    def full(self) -> bool:
        """Whether as many runs train as the server lets."""

    def yields(self, worker: str) -> str:
        """The run that `worker` must give back for one of the presenter's, or "".

        It is the run of somebody else that has trained longest, while no trainer has room.
        """

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

    def release(self, lease: Lease, state: str, control: Control | None = None) -> bool:
        """Leave the run in `state`, its steps taken as `control` says; LeaseLost.

        False, and nothing is done, when anything newer than `control` has been asked.
        """


class Launcher(Protocol):
    """Who makes a trainer take up a queued run on some machine."""

    def kick(self, run_id: str) -> None:
        """A run was queued; raises Unavailable, or Refused `full`."""

    def make_up(self, waiting: bool) -> None:
        """A launch was lost if runs wait and none is under way; raises Unavailable."""


class Oversight(Protocol):
    """The supervisor's side: runs of the dead, places in the queue, room."""

    def begin(self) -> list[str]:
        """At the start of a server: free the runs whose trainers are gone; their ids."""

    def free(self, worker: str) -> list[str]:
        """`worker` is dead: its runs wait again, or have failed; the ids of those moved."""

    def free_silent(self) -> list[str]:
        """The same for every worker whose machine is gone; the ids of those moved."""

    def silent(self, seconds: float) -> set[str]:
        """The workers that have not beaten for so long."""

    def tell_positions(self) -> None:
        """A state event for every waiting run whose place or reason is new, first ones first."""

    def pause_unwatched(self) -> list[str]:
        """Ask every run that nobody has watched for IDLE_MINUTES to wait; their ids."""

    def stop_left(self) -> list[str]:
        """Stop the runs that nobody watches any more and whose owners chose so; their ids."""

    def tidy(self) -> int:
        """Remove unpinned runs that ended, or were left paused, long ago; how many went."""
