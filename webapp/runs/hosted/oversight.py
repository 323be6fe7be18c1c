"""What supervisors do for the runs of all machines; any number of them may do it at once."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Sequence
from itertools import islice

from webapp.runs.frames import body
from webapp.runs.hosted.link import Link
from webapp.runs.hosted.rows import queued_at_a_place
from webapp.runs.hosted.store import HostedStore
from webapp.runs.interface import Launcher
from webapp.runs.oversight import MOST_LOSSES, TOLD_AT_ONCE
from webapp.runs.parts import said
from webapp.runs.run import Refused, Run
from webapp.runs.tidy import AN_HOUR, AT_ONCE, DAY, GB, oldest_of
from webapp.runs.watching import LEFT_S
from webapp.settings import Settings

SETTLED_S = 90.0  # by then every web process has said again what is watched


class HostedOversight:
    """Implements `Oversight` for one of many machines."""

    def __init__(
        self, link: Link, settings: Settings, store: HostedStore, launcher: Launcher
    ) -> None:
        self._link, self._settings, self._store = link, settings, store
        self._launcher = launcher

    def begin(self) -> list[str]:
        """Other machines train on: only the runs of those that went silent are freed."""
        return self.free_silent()

    def free(self, worker: str) -> list[str]:
        """`worker` is dead: its runs wait again, or have failed; the ids of those moved."""
        states = ("stopped", "failed", "queued")
        bodies = (json.dumps([body(e).decode() for e in said(state, "lab")]) for state in states)
        moved = [id.decode() for id in self._link.call("free", worker, MOST_LOSSES, *bodies)]
        for id in moved:
            with contextlib.suppress(Refused):  # `make_up` asks again
                self._launcher.kick(id)
        return moved

    def free_silent(self) -> list[str]:
        """The same for every worker that has not beaten for a lease; the ids of those moved.

        Not just after the server was away: then nobody could beat.
        """
        seconds = self._settings.lease_seconds
        live = self._settings.live_per_person
        self._launcher.make_up(self._link.call("waiting", live, round(1000 * seconds)) == 1)
        if time.monotonic() - self._link.failed < 2 * seconds:
            return []
        return [id for worker in sorted(self.silent(seconds)) for id in self.free(worker)]

    def silent(self, seconds: float) -> set[str]:
        """The workers that have not beaten for so long."""
        return {worker.decode() for worker in self._link.call("silent", round(1000 * seconds))}

    def tell_positions(self) -> None:
        """A state event for every waiting run whose place or reason is new, first ones first.

        Where machines are set to other limits, one of them says which hold.
        """
        limits = self._settings
        patience, bodies = round(1000 * limits.lease_seconds), queued_at_a_place(limits)
        given = patience, limits.live_per_person, limits.live, TOLD_AT_ONCE, bodies
        self._link.call("places", *given)

    def pause_unwatched(self) -> list[str]:
        """Ask every run that nobody has watched for IDLE_MINUTES to wait; their ids.

        Not just after the server was away: nobody could say that he watches.
        """
        minutes, seconds = self._settings.idle_minutes, self._settings.lease_seconds
        if minutes <= 0 or time.monotonic() - self._link.failed < SETTLED_S:
            return []
        given = round(1000 * seconds), round(60_000 * minutes)
        return [id.decode() for id in self._link.call("unwatched", *given)]

    def stop_left(self) -> list[str]:
        """Stop the runs that nobody watches any more and whose owners chose so; their ids.

        Not just after the server was away: nobody could say that he watches.
        """
        if time.monotonic() - self._link.failed < SETTLED_S:
            return []
        ids = [id.decode() for id in self._link.call("left", round(1000 * LEFT_S))]
        for id in ids:
            with contextlib.suppress(Refused):  # it ended meanwhile
                self._store.command(id, "stop", by="lab")
        return ids

    def tidy(self) -> int:
        """Remove what is too old, and the oldest when all are too large; how many runs went."""
        keep = self._settings.keep_days * DAY
        ended, left = (round(1000 * (time.time() - age)) for age in (keep, max(keep, AN_HOUR)))
        ids = self._link.ask("ZRANGEBYSCORE", "lab:ended", "-inf", f"({ended}")
        gone = self._unpinned([*ids, *self._link.call("abandoned", left)])
        if not gone:
            over = self._unpinned(self._link.ask("ZRANGE", "lab:ended", 0, -1))
            excess = int(self._link.call("bytes")) - self._settings.keep_gb * GB
            chosen = oldest_of([(run.id, run.size) for run in over], excess)
            gone = [run for run in over if run.id in chosen]
        for run in gone:
            self._store.delete(run.id)
        return len(gone)

    def _unpinned(self, ids: Sequence[bytes]) -> list[Run]:
        """The first few of these runs that may go."""
        found = (self._store.get(id.decode()) for id in ids)
        return list(islice((run for run in found if run is not None and not run.pinned), AT_ONCE))
