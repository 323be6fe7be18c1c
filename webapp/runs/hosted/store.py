"""The web side of the hosted store."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from webapp.runs.clock import now
from webapp.runs.frames import body
from webapp.runs.hosted.link import Link
from webapp.runs.hosted.rows import Row, flat_row, queued_at_a_place, row_of, run_of
from webapp.runs.interface import Launcher
from webapp.runs.limits import queue_full, too_many
from webapp.runs.parts import UNKNOWN, said
from webapp.runs.queue import BEATING
from webapp.runs.run import (
    PRETRAINED,
    USUAL,
    Refused,
    Run,
    Terms,
    Unavailable,
    Unfinished,
    Worker,
)
from webapp.runs.shipped import Shipped
from webapp.runs.steering import NEXT, OVER, WISHES, check
from webapp.settings import Settings

LOOK_EVERY = 1.0  # seconds between two notes that the same run is being looked at
LAST_WORDS_S = 60  # a deleted run's log can be read for so long by those who follow it


class HostedStore:
    """Implements `RunStore` for any number of web processes on any number of machines."""

    def __init__(
        self, link: Link, settings: Settings, shipped: Shipped, launcher: Launcher
    ) -> None:
        self._link, self._settings, self._shipped = link, settings, shipped
        self._launcher = launcher
        self._patience = round(1000 * settings.lease_seconds)
        self._looked: dict[str, float] = {}

    def submit(
        self,
        owner: str,
        demo: str,
        params: Mapping[str, str],
        source: str = "",
        title: str = "",
        terms: Terms = USUAL,
    ) -> Run:
        """Queue a new run; Refused `limit` (of the person) or `full` (of the queue)."""
        id, limits = secrets.token_hex(16), self._settings
        most = limits.live_per_person + limits.queued_per_person
        given = flat_row(demo, params, source, title, terms)
        answer = self._link.call(
            *("submit", id, owner, most, limits.queue, self._patience, limits.live_per_person),
            *(limits.live, queued_at_a_place(limits, "owner"), *given),
        )
        if answer == b"limit":
            raise too_many(most)
        if answer == b"full":
            raise queue_full(limits.queue)
        self._kick(id)
        return self._run(id)

    def get(self, id: str) -> Run | None:
        """The run, or None; `pretrained` is there when the snapshot is."""
        if id == PRETRAINED:
            return self._shipped.run()
        return next(iter(self._read([id])), None)

    def mine(self, owner: str) -> list[Run]:
        """The runs of one person, newest first."""
        ids = self._link.ask("ZREVRANGE", f"lab:of:{owner}", 0, -1)
        return self._read([id.decode() for id in ids])

    def command(self, id: str, command: str, steps: int = 0, by: str = "owner") -> Run:
        """pause, resume, step (`steps` more, then paused) or stop; Refused `ended` when over."""
        check(command, steps)
        moves = {before: after for (asked, before), after in NEXT.items() if asked == command}
        state = next(iter(moves.values()))
        answer = self._link.call(
            "command",
            *(id, WISHES[command], by, steps if command == "step" else 0, self._patience),
            *(",".join(moves), state, *map(body, said(state, by))),
        )
        if answer == b"moved" and state == "queued":
            self._kick(id)
        _refuse(answer)
        return self._run(id)

    def change(self, id: str, params: Mapping[str, str], by: str = "owner") -> Run:
        """Merge live parameters, already parsed, into the run's canonical query."""
        _refuse(self._link.call("change", id, by, *(x for pair in params.items() for x in pair)))
        return self._run(id)

    def rename(self, id: str, title: str) -> Run:
        """Give the run a title."""
        return self._set(id, "title", title)

    def pin(self, id: str, pinned: bool) -> Run:
        """Keep the run from being tidied away."""
        return self._set(id, "pinned", int(pinned))

    def unwatched(self, id: str, what: str) -> Run:
        """Choose what becomes of it while nobody watches: one of UNWATCHED."""
        return self._set(id, "unwatched", what)

    def delete(self, id: str) -> None:
        """Stop the run and remove what it kept; deleting what is gone is fine."""
        self._link.call("delete", id, LAST_WORDS_S, *map(body, said("stopped", "owner")))

    def looked(self, id: str) -> None:
        """Somebody looks at its pictures: for 3 s the trainer keeps `latest` fresh."""
        if now() - self._looked.get(id, 0.0) < LOOK_EVERY:
            return
        self._looked = {i: t for i, t in self._looked.items() if now() - t < LOOK_EVERY}
        self._looked[id] = now()
        self._link.call("look", id)

    def watched(self, ids: Sequence[str]) -> None:
        """Somebody watches these runs now; those that waited for it go on."""
        for id in self._link.call("watch", *ids):
            with contextlib.suppress(Refused):  # it ended meanwhile
                self.command(id.decode(), "resume", by="lab")

    def counts(self) -> dict[str, int]:
        """How many runs in each state, for the metrics page."""
        found = row_of(self._link.call("counts"))
        return {state: int(count) for state, count in found.items()}

    def unfinished(self) -> list[Unfinished]:
        """Every run that is queued, running or paused, oldest first, and since when it is."""
        ids = [id.decode() for id in self._link.ask("SMEMBERS", "lab:open")]
        found = sorted(self._rows(ids), key=lambda row: int(row["seq"]))
        return [
            Unfinished(run_of(row), int(row["since"]) / 1000, row.get("worker", ""))
            for row in found
        ]

    def workers(self) -> list[Worker]:
        """Every trainer that is known, by name; one that ended is forgotten."""
        return [
            Worker(name.decode(), int(pid), int(silent) / 1000)
            for name, pid, silent in self._link.call("workers")
        ]

    def ready(self) -> bool:
        """Whether the store can be written and a trainer beats."""
        try:
            silent = set(self._link.call("silent", round(1000 * BEATING)))
            return bool(set(self._link.ask("HKEYS", "lab:workers")) - silent)
        except Unavailable:
            return False

    def _kick(self, id: str) -> None:
        """Ask for a trainer; the run is queued already, and supervisors make up for a lost job."""
        with contextlib.suppress(Refused):
            self._launcher.kick(id)

    def _run(self, id: str) -> Run:
        run = self.get(id)
        if run is None:
            raise Refused("unknown", UNKNOWN)
        return run

    def _read(self, ids: list[str]) -> list[Run]:
        return [run_of(row) for row in self._rows(ids)]

    def _rows(self, ids: list[str]) -> list[Row]:
        given = self._patience, self._settings.live_per_person, self._settings.live
        rows = self._link.call("read", *given, *ids) if ids else []
        return [row_of(row) for row in rows if row]

    def _set(self, id: str, name: str, value: Any) -> Run:
        _refuse(self._link.call("set", id, name, value))
        return self._run(id)


def _refuse(answer: bytes) -> None:
    if answer == b"unknown":
        raise Refused("unknown", UNKNOWN)
    if answer == b"ended":
        raise Refused("ended", OVER)
