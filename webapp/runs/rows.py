"""Rows of the table as the values of the interface."""

from __future__ import annotations

import json
import sqlite3

from webapp.runs.database import Database
from webapp.runs.run import Control, Lease, Run

CONTROL = """
select id, epoch, version, command, by, steps, taken, params, looked
from run where worker = :worker
"""
OWNED = "select 1 from run where id = :id and epoch = :epoch"


def owned(database: Database, lease: Lease) -> bool:
    """Whether the lease's epoch is still the run's."""
    key = {"id": lease.run.id, "epoch": lease.epoch}
    return database.row(OWNED, key) is not None


def run_of(row: sqlite3.Row, place: tuple[int, str] | None = None) -> Run:
    """A row of the table as a Run; `place`: where it waits and why."""
    position, reason = place or (None, "")
    return Run(
        id=row["id"],
        demo=row["demo"],
        params=json.loads(row["params"]),
        title=row["title"],
        owner=row["owner"],
        state=row["state"],
        step=row["step"],
        position=position,
        created=row["created"],
        pinned=bool(row["pinned"]),
        size=row["size"],
        epoch=row["epoch"],
        source=row["source"],
        first=bool(row["first"]),
        unwatched=row["unwatched"],
        reason=reason,
    )


def control_of(row: sqlite3.Row) -> Control:
    """A row of the CONTROL query as a Control."""
    return Control(**{**dict(row), "params": json.loads(row["params"])})
