"""A new run: the limits of the person and of the queue, the row, the first word in the log."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from dataclasses import asdict, dataclass

from webapp.runs.database import FULL
from webapp.runs.limits import queue_full, queued, too_many
from webapp.runs.parts import Parts
from webapp.runs.queue import POSITION
from webapp.runs.run import Refused, Terms

INSERT = """
insert into run (id, owner, demo, params, source, title, created, command, steps,
  first, unwatched)
values (:id, :owner, :demo, :params, :source, :title, :created, :command, :steps, :first,
  :unwatched)
"""
ALIVE = "state in ('queued', 'running', 'paused')"


@dataclass(frozen=True)
class Submission:
    """What somebody asks for."""

    id: str
    owner: str
    demo: str
    params: dict[str, str]
    source: str
    title: str
    terms: Terms

    def to_json(self) -> str:
        """What the run's folder says of it, should the table be lost."""
        return json.dumps(asdict(self), ensure_ascii=False)


def submit(parts: Parts, given: Submission) -> None:
    """Queue the run; raises Refused `limit` or `full` and leaves nothing behind then."""
    try:
        parts.log.create(given.id)
        parts.files.describe(given.id, given.to_json())
        with parts.log.exclusive(given.id) as tail:
            with parts.db.transaction() as connection:
                _check_limits(parts, connection, given.owner)
                _insert(connection, given)
                position, reason = _place(parts, connection, given.id)
            tail.append([queued(parts.settings, position, reason, by="owner")])
    except OSError as error:
        _forget(parts, given.id)
        raise Refused("full", FULL, retry_after=60) from error
    except Refused:
        shutil.rmtree(parts.runs / given.id, ignore_errors=True)
        raise


def _insert(connection: sqlite3.Connection, given: Submission) -> None:
    row = {**vars(given), **vars(given.terms), "params": json.dumps(given.params)}
    further = {"created": time.time(), "command": "step" if given.terms.steps else "run"}
    connection.execute(INSERT, {**row, **further})


def _place(parts: Parts, connection: sqlite3.Connection, id: str) -> tuple[int, str]:
    """Where the run waits and why, which it is told now."""
    row = connection.execute(POSITION, {**parts.share(), "id": id}).fetchone()
    connection.execute("update run set told = ?, why = ? where id = ?", (*row, id))
    return int(row["position"]), str(row["reason"])


def _check_limits(parts: Parts, connection: sqlite3.Connection, owner: str) -> None:
    limits = parts.settings
    most = limits.live_per_person + limits.queued_per_person
    mine = f"select count(*) from run where {ALIVE} and owner = ?"
    if connection.execute(mine, (owner,)).fetchone()[0] >= most:
        raise too_many(most)
    waiting = "select count(*) from run where state = 'queued'"
    if connection.execute(waiting).fetchone()[0] >= limits.queue:
        raise queue_full(limits.queue)


def _forget(parts: Parts, id: str) -> None:
    shutil.rmtree(parts.runs / id, ignore_errors=True)
    with parts.db.transaction() as connection:
        connection.execute("delete from run where id = ?", (id,))
