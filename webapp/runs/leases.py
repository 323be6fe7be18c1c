"""The trainer's side of the embedded store: claim, beat, read what is asked, give back."""

from __future__ import annotations

import os
import sqlite3
from typing import Any

from webapp.runs.clock import now
from webapp.runs.parts import Parts, become
from webapp.runs.queue import ADMIT, CLAIM, FULL, SOMEBODY_WAITS, YIELDS
from webapp.runs.rows import CONTROL, control_of, owned, run_of
from webapp.runs.run import Control, Lease, LeaseLost

MINE = "where id = :id and epoch = :epoch"


class EmbeddedLeases:
    """Implements `Leases` for the trainers of one machine."""

    def __init__(self, parts: Parts) -> None:
        self._parts, self._db = parts, parts.db
        self._seconds = parts.settings.lease_seconds
        self._version = -1

    def claim(self, worker: str) -> Lease | None:
        """The next waiting run by fair share, if `worker` is the least loaded; else None."""
        asked = self._load(worker)
        if self._db.row(SOMEBODY_WAITS, asked) is None or self.full():
            return None
        with self._db.transaction() as connection:
            row = connection.execute(CLAIM, asked).fetchone()
        return None if row is None else Lease(run_of(row), worker, row["epoch"])

    def waiting(self) -> bool:
        """Whether a run waits that would be claimed if there were room."""
        return self._db.row(SOMEBODY_WAITS, self._limits()) is not None

    def full(self) -> bool:
        """Whether as many runs train as the server lets."""
        limit = self._parts.settings.live
        return limit > 0 and self._db.row(FULL, self._limits()) is not None

    def yields(self, worker: str) -> str:
        """The run that `worker` must give back for one of the presenter's, or ""."""
        row = self._db.row(YIELDS, self._load(worker))
        return "" if row is None else str(row["id"])

    def beat(self, worker: str) -> bool:
        """Renew every lease of `worker` and say that it is alive; False if it must wait.

        Called from a signal handler too, hence never inside a transaction of its own thread.
        """
        if self._db.writing:
            return False
        given = {"worker": worker, "now": now(), "until": now() + self._seconds, "pid": os.getpid()}
        with self._db.transaction() as connection:
            connection.execute(
                "insert into worker values (:worker, :pid, :now)"
                " on conflict (id) do update set beat = :now",
                given,
            )
            connection.execute("update run set lease = :until where worker = :worker", given)
        return True

    def controls(self, worker: str) -> list[Control]:
        """What is asked of each run that `worker` holds; a missing one is lost."""
        return [control_of(row) for row in self._db.rows(CONTROL, {"worker": worker})]

    def changed(self) -> bool:
        """Whether any other connection has written since the last call."""
        before, self._version = self._version, self._db.version()
        return self._version != before

    def owns(self, lease: Lease) -> bool:
        """Whether the lease's epoch is still the run's."""
        return owned(self._db, lease)

    def progress(self, lease: Lease, step: int, used: float, size: int, saved: bool) -> None:
        """Note how far it is and `used` further seconds; `saved`: it would go on from here."""
        given = {**_key(lease), "step": step, "used": used, "size": size, "saved": saved}
        sql = (
            "update run set step = :step, used = used + :used, size = :size,"
            f" losses = case when :saved then 0 else losses end {MINE}"
        )
        self._write(sql, given)

    def admit(self, lease: Lease) -> bool:
        """Paused -> running if the person has a live place free, else False; LeaseLost."""
        with self._db.transaction() as connection:
            done = connection.execute(ADMIT, {**self._limits(), **_key(lease)}).rowcount == 1
        if not done and not self.owns(lease):
            raise LeaseLost(lease.run.id)
        return done

    def pause(self, lease: Lease, control: Control) -> None:
        """Running -> paused, the lease kept; a command newer than `control` stays; LeaseLost."""
        given = {**_key(lease), "taken": control.steps, "version": control.version}
        sql = (
            "update run set state = 'paused', taken = :taken, command = case"
            f" when version = :version then 'pause' else command end {MINE}"
        )
        self._write(sql, given)

    def release(self, lease: Lease, state: str, control: Control | None = None) -> bool:
        """Leave the run in `state`; False if anything newer than `control` was asked; LeaseLost."""
        with self._db.transaction() as connection:
            row = connection.execute(f"select version from run {MINE}", _key(lease)).fetchone()
            if row is None:
                raise LeaseLost(lease.run.id)
            if control is not None:
                if row["version"] != control.version:
                    return False
                taken = {**_key(lease), "taken": control.taken}
                connection.execute(f"update run set taken = :taken {MINE}", taken)
            become(connection, lease.run.id, state)
        return True

    def _limits(self) -> dict[str, Any]:
        return {**self._parts.share(), "seconds": self._seconds}

    def _load(self, worker: str) -> dict[str, Any]:
        held = self._parts.settings.most_held
        return {**self._limits(), "worker": worker, "held": held, "silent": self._seconds / 2}

    def _write(self, sql: str, given: dict[str, Any]) -> sqlite3.Cursor:
        with self._db.transaction() as connection:
            cursor = connection.execute(sql, given)
        if cursor.rowcount != 1:
            raise LeaseLost(given["id"])
        return cursor


def _key(lease: Lease) -> dict[str, Any]:
    return {"id": lease.run.id, "epoch": lease.epoch}
