"""Who runs what just now: every run that has not ended, and every trainer that beats."""

from __future__ import annotations

from webapp.runs.clock import now
from webapp.runs.parts import Parts
from webapp.runs.queue import POSITIONS
from webapp.runs.rows import run_of
from webapp.runs.run import Unfinished, Worker

UNFINISHED = """
select run.*, coalesce(since.at, run.created) as since
from run left join since on since.id = run.id
where run.state in ('queued', 'running', 'paused') order by run.seq
"""


def unfinished(parts: Parts) -> list[Unfinished]:
    """Every run that is queued, running or paused, oldest first."""
    waiting = parts.db.rows(POSITIONS, parts.share())
    places = {row["id"]: (row["position"], row["reason"]) for row in waiting}
    return [
        Unfinished(
            run_of(row, places.get(row["id"]) if row["state"] == "queued" else None),
            row["since"],
            row["worker"] or "",
        )
        for row in parts.db.rows(UNFINISHED)
    ]


def workers(parts: Parts) -> list[Worker]:
    """Every trainer the table knows, by name."""
    rows = parts.db.rows("select id, pid, beat from worker order by id")
    return [Worker(row["id"], row["pid"], max(0.0, now() - row["beat"])) for row in rows]
