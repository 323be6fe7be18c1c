"""What is kept of runs beside their state: event logs, checkpoints, keyframes, state files.

The embedded store keeps them in files, the hosted one in Redis.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, BinaryIO, Protocol

from engine.backend import Array
from engine.events import Event
from webapp.runs.run import Lease

Arrays = dict[str, Array]
Saved = tuple[Arrays, dict[str, Any]]  # the arrays and the metadata of a state file


class EventLog(Protocol):
    """Append-only; an id is the byte offset at which its frame ends, so resuming is a seek."""

    near: bool
    """Whether a read takes no longer than one of a local file."""

    def watcher(self) -> Watcher:
        """Who wakes the readers of this process; called inside its running event loop."""

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
        """What is written inside is written by the owner or not at all; raises LeaseLost."""


class Watcher(Protocol):
    """Tells the event loop of a web process that a log has grown, appeared or gone."""

    def watch(self, run_id: str, wake: Callable[[], None]) -> Callable[[], None]:
        """Call `wake` in the event loop after every change; returns the function that ends it."""

    def close(self) -> None:
        """Wake nobody any more."""


class Shelf(Protocol):
    """A row of keyframes of one run, by step."""

    def steps(self) -> list[int]:
        """The steps there are, ascending."""

    def put(self, step: int, arrays: Arrays) -> int:
        """Write a keyframe whole or not at all and return its bytes."""

    def size(self, step: int) -> int:
        """Bytes of one keyframe; raises KeyError."""

    def remove(self, step: int) -> None:
        """Drop a keyframe; dropping what is gone is fine."""


class Pictures(Protocol):
    """The readers' own pictures: PNGs of one person by their hash, each for a day."""

    def save(self, person: str, digest: str, png: bytes) -> None:
        """Keep a picture and make room for it; raises OSError or Unavailable."""

    def load(self, person: str, digest: str) -> bytes | None:
        """One of this person's pictures; None when there is none, or no longer."""

    def tidy(self) -> None:
        """Remove what has expired, of everybody."""


class Links(Protocol):
    """Short links: the states of pages, named by their content; those opened last are kept."""

    def keep(self, link_id: str, text: bytes) -> None:
        """Keep a state and make room for it; raises OSError or Unavailable."""

    def find(self, link_id: str) -> bytes | None:
        """What was kept, which is now the one opened last; None when there is nothing."""

    def begin(self) -> list[OSError]:
        """At the start of a server: take over what older versions kept elsewhere.

        What cannot be taken over stays there, and why: each names its file.
        """


class Tries(Protocol):
    """Wrong presenter tokens by network, counted for all web processes and machines together."""

    def begin(self, network: str) -> int:
        """Count a try before it is judged: 0, or the seconds to wait, and then it is not counted.

        Counted first, many at once get no further than one after another. Raises Refused.
        """

    def right(self, network: str) -> None:
        """The try that was counted last was right: it is taken back; raises Refused."""


class Presenters(Protocol):
    """Who showed the presenter's token, on whichever web machine."""

    def add(self, person: str) -> None:
        """Remember this person; raises OSError or Refused, which a known person never meets."""

    def among(self, persons: Collection[str]) -> frozenset[str]:
        """Those of `persons` who ever became presenter; raises Unavailable."""


class Checkpoints(Protocol):
    """What a run keeps beside its log, and the state files that a run may start from.

    `save` and the shelves are the owner's, to be used inside `EventLog.locked`.
    """

    def load(self, run_id: str) -> Saved:
        """The newest checkpoint; raises FileNotFoundError, or BadState for a torn file."""

    def open(self, run_id: str) -> BinaryIO:
        """The same as the bytes that a download sends; raises FileNotFoundError."""

    def save(self, lease: Lease, arrays: Arrays, meta: Mapping[str, Any]) -> None:
        """Replace the checkpoint; raises BadState for numbers that are not finite, or OSError."""

    def packed(self, lease: Lease, arrays: Arrays, meta: Mapping[str, Any]) -> Callable[[], None]:
        """What `save` does in two parts: the call that is returned does what may take long.

        Where a store is far away the arrays are taken now, and the call may be made on another
        thread, outside `EventLog.locked`: every write is the owner's by itself. BadState now,
        LeaseLost then.
        """

    def load_state(self, state_id: str) -> Saved:
        """An uploaded state, or the snapshot for `pretrained`; as `load` raises."""

    def keep_state(self, state_id: str, blob: bytes) -> None:
        """Keep an uploaded state whole or not at all, and make room for it; raises OSError."""

    def shelves(self, lease: Lease) -> tuple[Shelf, Shelf]:
        """The keyframes that stay, and the newest few for those who look now."""

    def size(self, run_id: str) -> int:
        """Bytes of everything the run keeps, its log included."""

    def steps(self, run_id: str) -> tuple[list[int], int | None]:
        """The steps of the kept keyframes, ascending, and the step of `latest`."""

    def load_keyframe(self, run_id: str, step: int) -> Arrays:
        """Weights and norm statistics by name; raises KeyError when there is none at `step`."""
