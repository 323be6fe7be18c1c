"""What every part of the embedded store works with."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.events import Done, Event, Failed, State
from webapp.runs.clock import now
from webapp.runs.database import Database
from webapp.runs.files import RunFiles
from webapp.runs.log import FileLog
from webapp.runs.run import Refused
from webapp.settings import Settings

UNKNOWN = ("there is no such run", "چنین اجرایی وجود ندارد")


@dataclass(frozen=True)
class Parts:
    """The table, the logs, the files and the limits of one data folder."""

    db: Database
    log: FileLog
    files: RunFiles
    settings: Settings

    @property
    def runs(self) -> Path:
        """The folder that holds one folder a run."""
        return self.files.folder

    def share(self) -> dict[str, Any]:
        """What the queries of queue.py are asked with."""
        return {"now": now(), "live": self.settings.live_per_person, "all": self.settings.live}

    def row(self, id: str) -> sqlite3.Row:
        """The row of a run; raises Refused `unknown`."""
        row = self.db.row("select * from run where id = :id", {"id": id})
        if row is None:
            raise Refused("unknown", UNKNOWN)
        return row


def held(row: sqlite3.Row) -> bool:
    """Whether a trainer has the run and is alive."""
    return row["worker"] is not None and row["lease"] >= now()


def become(connection: sqlite3.Connection, id: str, state: str) -> None:
    """Put a run that nobody holds into `state`; whoever held it once is fenced out."""
    connection.execute(
        "update run set state = :state, worker = null, lease = 0, told = null, epoch = epoch + 1,"
        " ended = case when :state in ('done', 'stopped', 'failed')"
        " then (julianday('now') - 2440587.5) * 86400 end"  # Unix seconds
        " where id = :id",
        {"id": id, "state": state},
    )


def said(state: str, by: str, code: str = "crashed") -> list[Event]:
    """What the log says when a run enters `state`."""
    events: list[Event] = [State(state, by=by)]
    if state == "stopped":
        events.append(Done("stopped"))
    elif state == "failed":
        events.append(Failed(code))
    return events
