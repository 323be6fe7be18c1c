"""A damaged table is set aside, and the runs found in their folders are entered anew."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

from webapp.runs.database import Database
from webapp.runs.files import RunFiles
from webapp.runs.run import ENDED, STATES

TAIL = 256 << 10  # bytes of a log that are searched for the last state
STATE = re.compile(rb"\nevent: state\ndata: (\{[^\n]*\})\n\n")
STEP = re.compile(rb'\nevent: metrics\ndata: \{"step":([0-9]+)')
ENTER = """
insert or ignore into run (id, owner, demo, params, source, title, state, step, created, ended)
values (:id, :owner, :demo, :params, :source, :title, :state, :step, :created, :ended)
"""


def mend_database(folder: Path) -> list[str]:
    """Set a damaged lab.db aside and restore what can be; sentences for the terminal."""
    path = folder / "lab.db"
    state = table_state(path) if path.exists() else "missing"
    if state == "sound" or (state == "missing" and not any((folder / "runs").glob("*/log"))):
        return []
    what = "was missing" if state == "missing" else f"was damaged; it is now {_set_aside(path)}"
    entered, lost = _restore(folder)
    said = f"The run table {what}. {entered} runs were restored"
    return [said + (f", {lost} could not be." if lost else ".")]


def table_state(path: Path) -> str:
    """A sound table, a damaged one, or a file in which there is none (missing)."""
    try:
        connection = sqlite3.connect(path)
        try:
            (answer,) = connection.execute("pragma quick_check(1)").fetchone()
            tables = connection.execute("select 1 from sqlite_master where name = 'run'").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        return "sound" if "locked" in str(error) else "damaged"  # locked: somebody reads it now
    if answer != "ok":
        return "damaged"
    return "missing" if tables is None else "sound"


def _set_aside(path: Path) -> str:
    number = 1
    while (aside := path.with_name(f"{path.name}.broken-{number}")).exists():
        number += 1
    path.replace(aside)
    for suffix in ("-wal", "-shm"):
        journal = path.with_name(path.name + suffix)
        if journal.exists():
            journal.replace(aside.with_name(aside.name + suffix))
    return aside.name


def _restore(folder: Path) -> tuple[int, int]:
    """How many runs were entered, and how many folders said too little."""
    database, files = Database(folder / "lab.db"), RunFiles(folder)
    rows, lost = [], 0
    for place in sorted(files.folder.glob("*/"), key=lambda place: place.stat().st_mtime):
        try:
            rows.append(_row(files, place))
        except (OSError, ValueError, KeyError, TypeError):
            lost += 1
    with database.transaction() as connection:
        connection.executemany(ENTER, rows)
    database.close()
    return len(rows), lost


def _row(files: RunFiles, place: Path) -> dict[str, object]:
    """A row from what the folder says; raises OSError, ValueError or KeyError."""
    said = files.described(place.name)
    log = place / "log"
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - TAIL))
        tail = file.read()
    states = [json.loads(found)["state"] for found in STATE.findall(tail)]
    state = next((found for found in reversed(states) if found in STATES), "paused")
    steps = STEP.findall(tail)
    changed = log.stat().st_mtime
    return {
        **{name: said[name] for name in ("id", "owner", "demo", "source", "title")},
        "params": json.dumps(said["params"]),
        "state": "queued" if state == "running" else state,
        "step": int(steps[-1]) if steps else 0,
        "created": (place / "run.json").stat().st_mtime,
        "ended": changed if state in ENDED else None,
    }
