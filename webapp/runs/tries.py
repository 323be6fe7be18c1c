"""Wrong tries by network: a row each in the table that all web processes share."""

from __future__ import annotations

import json
import math
import sqlite3

from webapp.runs.clock import now
from webapp.runs.database import Database

MOST, SECONDS = 10, 300.0  # so many wrong tries of a network within so long
KNOWN = 10_000  # networks that are remembered, those that were wrong last

FIND = "select times from tries where network = :network"
KEEP = "insert or replace into tries values (:network, :times, :last)"
FORGET = "delete from tries where last <= :after or last > :now"  # later ones: before a restart
MAKE_ROOM = """
delete from tries where network in (
  select network from tries order by last desc, network limit -1 offset :known)
"""


class TableTries:
    """Implements `Tries` for the web processes of one machine."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def begin(self, network: str) -> int:
        """Count a try before it is judged: 0, or the seconds to wait, and then it is not counted.

        A door that is closed is seen without the table's one place to write: whoever guesses
        on stands in no trainer's way.
        """
        wait = _wait(_recent(self._db.row(FIND, {"network": network})))
        if wait:
            return wait
        with self._db.transaction() as connection:
            times = _counted(connection, network)
            wait = _wait(times)
            if not wait:
                _keep(connection, network, [*times, now()])
            return wait

    def right(self, network: str) -> None:
        """The try that was counted last was right: it is taken back."""
        with self._db.transaction() as connection:
            _keep(connection, network, _counted(connection, network)[:-1])


def _counted(connection: sqlite3.Connection, network: str) -> list[float]:
    return _recent(connection.execute(FIND, {"network": network}).fetchone())


def _recent(row: sqlite3.Row | None) -> list[float]:
    """When a network was wrong of late (clock.now), ascending."""
    since = now() - SECONDS
    return [at for at in json.loads(row["times"]) if since < at <= now()] if row else []


def _wait(times: list[float]) -> int:
    if len(times) < MOST:
        return 0
    return max(1, math.ceil(times[-MOST] + SECONDS - now()))


def _keep(connection: sqlite3.Connection, network: str, times: list[float]) -> None:
    """The network's times, no times of those that are forgotten by now, and room for all."""
    connection.execute(FORGET, {"after": now() - SECONDS, "now": now()})
    if times:
        given = {"network": network, "times": json.dumps(times), "last": times[-1]}
        connection.execute(KEEP, given)
    else:
        connection.execute("delete from tries where network = ?", (network,))
    connection.execute(MAKE_ROOM, {"known": KNOWN})
