"""Room on the disk: runs that ended long ago, or were left paused, go unless they are pinned."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from webapp.runs.clock import now
from webapp.runs.parts import Parts
from webapp.runs.run import ENDED
from webapp.runs.states import KEEP_S
from webapp.runs.steering import delete

DAY, AN_HOUR = 86_400.0, 3600.0
OWN_IMAGES_DAYS = 1.0  # what people upload is kept for a day
ROOM = 1_000_000_000  # bytes: with less free, the oldest runs go early
AT_ONCE = 20

OLD = f"""
select id from run where pinned = 0 and state in {ENDED} and ended < :before
order by ended limit {AT_ONCE}
"""

# `watched` is of a clock that begins anew with the machine; 0: nobody since the server started.
ABANDONED = f"""
select run.id from run left join since on since.id = run.id
where pinned = 0 and state = 'paused' and coalesce(since.at, created) < :before
and (watched = 0 or watched < :lately) order by since.at limit {AT_ONCE}
"""

OLDEST = f"""
select id, size from run where pinned = 0 and state in {ENDED} order by ended limit {AT_ONCE}
"""
GB = 1_000_000_000


def tidy(parts: Parts) -> int:
    """Remove what is too old, and the oldest when all are too large; how many runs went."""
    crowded = shutil.disk_usage(parts.runs).free < ROOM
    keep = 1.0 / 24 if crowded else parts.settings.keep_days
    gone = parts.db.rows(OLD, {"before": time.time() - keep * DAY})
    left = max(parts.settings.keep_days * DAY, AN_HOUR)  # nobody is that long between two steps
    gone += parts.db.rows(ABANDONED, {"before": time.time() - left, "lately": now() - left})
    for row in gone:
        delete(parts, row["id"])
    large = _too_large(parts) if not gone else []
    for id in large:
        delete(parts, id)
    folder = parts.settings.folder
    _remove_old(folder / "images", OWN_IMAGES_DAYS)
    _remove_old(folder / "states", KEEP_S / DAY)
    return len(gone) + len(large)


def _too_large(parts: Parts) -> list[str]:
    """The oldest ended runs, as many as must go for all to fit into KEEP_GB."""
    row = parts.db.row("select coalesce(sum(size), 0) as bytes from run")
    sizes = [(row["id"], row["size"]) for row in parts.db.rows(OLDEST)]
    return oldest_of(sizes, (row["bytes"] if row else 0) - parts.settings.keep_gb * GB)


def oldest_of(sizes: Sequence[tuple[str, int]], excess: float) -> list[str]:
    """The first ids whose sizes together are at least `excess` bytes; all of them if need be."""
    chosen = list[str]()
    for id, size in sizes:
        if excess <= 0:
            break
        chosen.append(id)
        excess -= size
    return chosen


def _remove_old(folder: Path, days: float) -> None:
    before = time.time() - days * DAY
    for path in folder.glob("*"):
        if path.is_file() and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
