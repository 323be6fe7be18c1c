"""Room on the disk: runs that ended long ago go, unless somebody pinned them."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from webapp.runs.parts import Parts
from webapp.runs.run import ENDED
from webapp.runs.steering import delete

DAY = 86_400.0
OWN_IMAGES_DAYS = 1.0  # what people upload is kept for a day
UPLOADED_STATES_DAYS = 2.0
ROOM = 1_000_000_000  # bytes: with less free, the oldest runs go early
AT_ONCE = 20

OLD = f"""
select id from run where pinned = 0 and state in {ENDED} and ended < :before
order by ended limit {AT_ONCE}
"""


def tidy(parts: Parts) -> int:
    """Remove what is too old, or the oldest when the disk is nearly full; how many runs went."""
    crowded = shutil.disk_usage(parts.runs).free < ROOM
    keep = 1.0 / 24 if crowded else parts.settings.keep_days
    gone = parts.db.rows(OLD, {"before": time.time() - keep * DAY})
    for row in gone:
        delete(parts, row["id"])
    folder = parts.settings.folder
    _remove_old(folder / "images", OWN_IMAGES_DAYS)
    _remove_old(folder / "states", UPLOADED_STATES_DAYS)
    return len(gone)


def _remove_old(folder: Path, days: float) -> None:
    before = time.time() - days * DAY
    for path in folder.glob("*"):
        if path.is_file() and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
