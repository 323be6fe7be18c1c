"""What becomes of runs that nobody watches (embedded store).

They wait, and go on when somebody comes; or train on; or stop: as their owners chose.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from webapp.runs import steering
from webapp.runs.clock import now
from webapp.runs.parts import Parts
from webapp.runs.run import Refused

MINUTE = 60.0
LEFT_S = 60.0  # a page that is loaded anew, or a phone that changes its network, is back by then

# Only what trains on without end is asked to wait: steps that were asked for are soon over.
UNWATCHED = """
update run set command = 'pause', by = 'lab', idle = 1, version = version + 1
where state = 'running' and lease >= :now and command = 'run' and unwatched = 'wait'
and watched < :before returning id
"""

LEFT = """
select id from run where unwatched = 'stop' and state in ('queued', 'running', 'paused')
and command <> 'stop' and watched > 0 and watched < :before
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


def stop_left(parts: Parts) -> list[str]:
    """Stop the runs whose owners chose so and that nobody has watched for LEFT_S; their ids."""
    ids = [row["id"] for row in parts.db.rows(LEFT, {"before": now() - LEFT_S})]
    for id in ids:
        with contextlib.suppress(Refused):  # it ended meanwhile
            steering.command(parts, id, "stop", 0, "lab")
    return ids
