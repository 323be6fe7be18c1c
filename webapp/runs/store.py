"""The web side of the embedded store."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from webapp.runs import census, steering
from webapp.runs.clock import now
from webapp.runs.parts import Parts
from webapp.runs.queue import BEATING, POSITION
from webapp.runs.rows import run_of
from webapp.runs.run import PRETRAINED, USUAL, Refused, Run, Terms, Unfinished, Worker
from webapp.runs.submit import Submission, submit
from webapp.runs.watching import watched

LOOK_EVERY = 1.0  # seconds between two notes that the same run is being looked at


class EmbeddedStore:
    """Implements `RunStore` for one machine; any thread of any process may use its own."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
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
        """Queue a new run; Refused `limit` (of the person) or `full` (queue or disk)."""
        id = secrets.token_hex(16)
        given = Submission(id, owner, demo, dict(params), source, title, terms)
        submit(self._parts, given)
        return self._run(given.id)

    def get(self, id: str) -> Run | None:
        """The run, or None; `pretrained` is there when the snapshot is."""
        if id == PRETRAINED:
            return self._parts.files.shipped.run()
        row = self._parts.db.row("select * from run where id = :id", {"id": id})
        return None if row is None else run_of(row, self._place(row))

    def mine(self, owner: str) -> list[Run]:
        """The runs of one person, newest first."""
        rows = self._parts.db.rows(
            "select * from run where owner = :owner order by seq desc", {"owner": owner}
        )
        return [run_of(row, self._place(row)) for row in rows]

    def command(self, id: str, command: str, steps: int = 0, by: str = "owner") -> Run:
        """pause, resume, step (`steps` more, then paused) or stop; Refused `ended` when over."""
        steering.command(self._parts, id, command, steps, by)
        return self._run(id)

    def change(self, id: str, params: Mapping[str, str], by: str = "owner") -> Run:
        """Merge live parameters, already parsed, into the run's canonical query."""
        steering.change(self._parts, id, params, by)
        return self._run(id)

    def rename(self, id: str, title: str) -> Run:
        """Give the run a title."""
        return self._set(id, "update run set title = :value where id = :id", title)

    def pin(self, id: str, pinned: bool) -> Run:
        """Keep the run from being tidied away."""
        return self._set(id, "update run set pinned = :value where id = :id", int(pinned))

    def unwatched(self, id: str, what: str) -> Run:
        """Choose what becomes of it while nobody watches: one of UNWATCHED."""
        return self._set(id, "update run set unwatched = :value where id = :id", what)

    def delete(self, id: str) -> None:
        """Stop the run and remove its files; deleting what is gone is fine."""
        steering.delete(self._parts, id)

    def looked(self, id: str) -> None:
        """Somebody looks at its pictures: for 3 s the trainer keeps `latest` fresh."""
        if now() - self._looked.get(id, 0.0) < LOOK_EVERY:
            return
        self._looked = {i: t for i, t in self._looked.items() if now() - t < LOOK_EVERY}
        self._looked[id] = now()
        with self._parts.db.transaction() as connection:
            connection.execute("update run set looked = ? where id = ?", (now(), id))

    def watched(self, ids: Sequence[str]) -> None:
        """Somebody watches these runs now; those that waited for it go on."""
        watched(self._parts, ids)

    def counts(self) -> dict[str, int]:
        """How many runs in each state, for the metrics page."""
        rows = self._parts.db.rows("select state, count(*) as n from run group by state")
        return {row["state"]: row["n"] for row in rows}

    def unfinished(self) -> list[Unfinished]:
        """Every run that is queued, running or paused, oldest first, and since when it is."""
        return census.unfinished(self._parts)

    def workers(self) -> list[Worker]:
        """Every trainer that is known, by name; one that ended is forgotten."""
        return census.workers(self._parts)

    def ready(self) -> bool:
        """Whether the store can be written and a trainer beats."""
        try:
            with self._parts.db.transaction() as connection:
                connection.execute("insert or replace into touch values (1, 0)")
        except (Refused, sqlite3.Error):
            return False
        sql = "select 1 from worker where beat > :since"
        return self._parts.db.row(sql, {"since": now() - BEATING}) is not None

    def _run(self, id: str) -> Run:
        row = self._parts.row(id)
        return run_of(row, self._place(row))

    def _place(self, row: sqlite3.Row) -> tuple[int, str] | None:
        if row["state"] != "queued":
            return None
        found = self._parts.db.row(POSITION, {**self._parts.share(), "id": row["id"]})
        return None if found is None else (int(found["position"]), str(found["reason"]))

    def _set(self, id: str, sql: str, value: Any) -> Run:
        with self._parts.db.transaction() as connection:
            connection.execute(sql, {"id": id, "value": value})
        return self._run(id)
