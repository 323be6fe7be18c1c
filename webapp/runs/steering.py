"""Commands and changes: a held run is told, one that nobody holds is moved on the spot."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Mapping

from webapp.runs.parts import Parts, become, held, said
from webapp.runs.run import COMMANDS, ENDED, Refused

WISHES = {"pause": "pause", "resume": "run", "step": "step", "stop": "stop"}

# (command, state) of a run that nobody holds -> its next state; what is missing changes nothing.
NEXT = {
    ("pause", "queued"): "paused",
    ("resume", "paused"): "queued",
    ("step", "paused"): "queued",
    ("stop", "queued"): "stopped",
    ("stop", "paused"): "stopped",
}
OVER = (
    "the run has ended; start a new one",
    "این اجرا پایان یافته است؛ اجرای تازه‌ای آغاز کنید",
)
ASK = """
update run set command = :command, by = :by, steps = steps + :steps, version = version + 1, idle = 0
where id = :id
"""


def command(parts: Parts, id: str, command: str, steps: int, by: str) -> None:
    """pause, resume, step or stop; raises Refused, ValueError for a command nobody knows."""
    check(command, steps)
    _open_row(parts.row(id))
    asked = {"id": id, "by": by, "command": WISHES[command], "steps": steps}
    with parts.log.exclusive(id) as tail, parts.db.transaction() as connection:
        row = _open_row(_fresh(connection, id))
        if row["command"] == "stop" != command:  # its trainer has yet to hear of it
            raise Refused("ended", OVER)
        connection.execute(ASK, asked if command == "step" else {**asked, "steps": 0})
        state = None if held(row) else NEXT.get((command, _settled(row)))
        if state is not None:
            become(connection, id, state)
            tail.append(said(state, by))


def change(parts: Parts, id: str, params: Mapping[str, str], by: str) -> None:
    """Merge parameters into the run's query; its trainer reads them before the next step."""
    with parts.db.transaction() as connection:
        row = _open_row(_fresh(connection, id))
        merged = json.dumps({**json.loads(row["params"]), **params})
        connection.execute(
            "update run set params = :params, by = :by, version = version + 1 where id = :id",
            {"id": id, "params": merged, "by": by},
        )


def delete(parts: Parts, id: str) -> None:
    """End the run for whoever follows it, then remove row and files."""
    try:
        with parts.log.exclusive(id) as tail, parts.db.transaction() as connection:
            row = connection.execute("select state from run where id = ?", (id,)).fetchone()
            connection.execute("delete from run where id = ?", (id,))
            if row is not None and row["state"] not in ENDED:
                tail.append(said("stopped", "owner"))
    except FileNotFoundError:
        with parts.db.transaction() as connection:
            connection.execute("delete from run where id = ?", (id,))
    shutil.rmtree(parts.runs / id, ignore_errors=True)


def check(command: str, steps: int) -> None:
    """Raise ValueError for a command nobody knows, or no steps."""
    if command not in COMMANDS:
        raise ValueError(f"expected one of {', '.join(COMMANDS)}, got {command!r}")
    if command == "step" and steps < 1:
        raise ValueError(f"expected at least 1 step, got {steps}")


def _fresh(connection: sqlite3.Connection, id: str) -> sqlite3.Row | None:
    found: sqlite3.Row | None = connection.execute(
        "select * from run where id = ?", (id,)
    ).fetchone()
    return found


def _open_row(row: sqlite3.Row | None) -> sqlite3.Row:
    if row is None or row["state"] in ENDED:
        raise Refused("ended", OVER)
    return row


def _settled(row: sqlite3.Row) -> str:
    """The state of a run that nobody holds: one whose machine is gone waits to be claimed."""
    return "queued" if row["state"] == "running" else str(row["state"])
