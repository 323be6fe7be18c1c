"""Runs that nobody watches wait, and go on when somebody comes (embedded store)."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from webapp.runs import steering
from webapp.runs.clock import now
from webapp.runs.parts import Parts
from webapp.runs.run import Refused

MINUTE = 60.0

# Only what trains on without end is asked to wait: steps that were asked for are soon over.
UNWATCHED = """
update run set command = 'pause', by = 'lab', idle = 1, version = version + 1
where state = 'running' and lease >= :now and command = 'run' and not alone
and watched < :before returning id
"""


def watched(parts: Parts, ids: Sequence[str]) -> None:
    """Somebody watches these runs now; those that waited for it go on."""
    marks = ", ".join("?" * len(ids))
    with parts.db.transaction() as connection:
        connection.execute(f"update run set watched = ? where id in ({marks})", (now(), *ids))
        rows = connection.execute(f"select id from run where idle and id in ({marks})", ids)
        waiting = [row["id"] for row in rows]
    for id in waiting:
        with contextlib.suppress(Refused):  # it ended meanwhile
            steering.command(parts, id, "resume", 0, "lab")


def pause_unwatched(parts: Parts) -> list[str]:
    """Ask every run that nobody has watched for IDLE_MINUTES to wait; their ids."""
    minutes = parts.settings.idle_minutes
    if minutes <= 0:
        return []
    with parts.db.transaction() as connection:
        given = {"now": now(), "before": now() - minutes * MINUTE}
        return [row["id"] for row in connection.execute(UNWATCHED, given).fetchall()]
