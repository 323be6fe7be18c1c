"""What the supervisor does for runs: frees those of the dead, tells the queue where it stands."""

from __future__ import annotations

import sqlite3

from webapp.runs.clock import now
from webapp.runs.limits import queued
from webapp.runs.parts import Parts, become, said
from webapp.runs.queue import POSITIONS
from webapp.runs.tidy import tidy
from webapp.runs.watching import pause_unwatched, stop_left

MOST_LOSSES = 3  # a run that took its trainer with it so often is not tried again
TOLD_AT_ONCE = 50


class EmbeddedOversight:
    """Implements `Oversight` for the one server of a data folder."""

    def __init__(self, parts: Parts) -> None:
        self._parts, self._db = parts, parts.db

    def begin(self) -> list[str]:
        """At start no trainer is alive: every lease is void, and runs that trained wait again."""
        workers = self._db.rows("select distinct worker from run where worker is not null")
        with self._db.transaction() as connection:
            connection.execute("delete from worker")
            connection.execute("update run set losses = 0, watched = 0")
        return [id for row in workers for id in self.free(row["worker"])]

    def free(self, worker: str) -> list[str]:
        """`worker` is dead: its runs wait again, or have failed; the ids of those moved."""
        with self._db.transaction() as connection:
            connection.execute("delete from worker where id = ?", (worker,))
        rows = self._db.rows("select id from run where worker = :worker", {"worker": worker})
        return [row["id"] for row in rows if _free(self._parts, row["id"], worker)]

    def free_silent(self) -> list[str]:
        """Nothing: the supervisor of this machine sees every one of its trainers die."""
        return []

    def silent(self, seconds: float) -> set[str]:
        """The workers that have not beaten for so long."""
        sql = "select id from worker where beat < :before"
        return {row["id"] for row in self._db.rows(sql, {"before": now() - seconds})}

    def tell_positions(self) -> None:
        """A state event for every waiting run whose place or reason is new, first ones first."""
        sql = POSITIONS + " order by position limit :most"
        for row in self._db.rows(sql, {**self._parts.share(), "most": TOLD_AT_ONCE}):
            if (row["told"], row["why"]) != (row["position"], row["reason"]):
                _tell(self._parts, row["id"], row["position"], row["reason"])

    def pause_unwatched(self) -> list[str]:
        """Ask every run that nobody has watched for IDLE_MINUTES to wait; their ids."""
        return pause_unwatched(self._parts)

    def stop_left(self) -> list[str]:
        """Stop the runs that nobody watches any more and whose owners chose so; their ids."""
        return stop_left(self._parts)

    def tidy(self) -> int:
        """Remove unpinned runs that ended, or were left paused, long ago; how many went."""
        return tidy(self._parts)


def _tell(parts: Parts, id: str, position: int, reason: str) -> None:
    try:
        with parts.log.exclusive(id) as tail, parts.db.transaction() as connection:
            told = connection.execute(
                "update run set told = ?, why = ? where id = ? and state = 'queued'",
                (position, reason, id),
            )
            if told.rowcount == 1:
                tail.append([queued(parts.settings, position, reason)])
    except (FileNotFoundError, BlockingIOError):
        return  # deleted meanwhile, or somebody is writing its next state just now


def _free(parts: Parts, id: str, worker: str) -> bool:
    """Fence out one lease of a dead worker."""
    try:
        with parts.log.exclusive(id) as tail, parts.db.transaction() as connection:
            row = connection.execute(
                "select * from run where id = ? and worker = ?", (id, worker)
            ).fetchone()
            if row is None:
                return False
            state = _after(row)
            become(connection, id, state)
            if state != row["state"]:
                tail.append(said(state, "lab"))
                connection.execute("update run set losses = losses + 1 where id = ?", (id,))
            return True
    except FileNotFoundError:  # its folder is gone: there is nothing left to train
        with parts.db.transaction() as connection:
            connection.execute("delete from run where id = ?", (id,))
        return False


def _after(row: sqlite3.Row) -> str:
    """The state of a run whose trainer died."""
    if row["command"] == "stop":
        return "stopped"
    if row["state"] == "paused":
        return "paused"
    return "failed" if row["losses"] + 1 >= MOST_LOSSES else "queued"
