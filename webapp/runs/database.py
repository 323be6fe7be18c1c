"""The run table in SQLite (WAL): connections, transactions, and what a full disk says."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from webapp.runs import since
from webapp.runs.run import Refused, Unavailable

SCHEMA = """
create table if not exists run (
  seq integer primary key,                 -- the order of arrival; clocks may be set back
  id text unique not null, owner text not null, demo text not null, params text not null,
  title text not null default '', source text not null default '',
  state text not null default 'queued', step integer not null default 0,
  created real not null, ended real, pinned integer not null default 0,
  size integer not null default 0, used real not null default 0,
  command text not null default 'run', by text not null default 'owner',
  steps integer not null default 0, taken integer not null default 0,
  version integer not null default 0, looked real not null default 0,
  told integer, epoch integer not null default 0, worker text,
  lease real not null default 0, losses integer not null default 0
);
create index if not exists run_owner on run(owner);
create index if not exists run_state on run(state);
create table if not exists worker (id text primary key, pid integer not null, beat real not null);
create table if not exists tries (  -- when each network was wrong of late, as JSON (clock.now)
  network text primary key, times text not null, last real not null
);
create index if not exists tries_last on tries(last);
create table if not exists touch (id integer primary key check (id = 1), count integer not null);
"""

# Columns that a table made by an older version lacks.
ADDED = (
    "first integer not null default 0",  # the presenter's: claimed before everybody's
    "unwatched text not null default 'wait'",  # or train, or stop: while nobody watches
    "watched real not null default 0",  # when somebody last did (clock.now)
    "why text not null default ''",  # the reason that was told with the place
    "idle integer not null default 0",  # it waits, or is asked to, because nobody watches
)

FULL = (
    "the disk of the server is full; ask whoever runs it to make room",
    "دیسک کارساز پر است؛ از گردانندهٔ کارساز بخواهید جا باز کند",
)
BUSY_SECONDS = 5.0


class Database:
    """One file, one connection a thread and process; `writing` is true inside a transaction."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.writing = False
        self._local = threading.local()
        self.connection().executescript(SCHEMA + since.SCHEMA)
        self._complete()

    def connection(self) -> sqlite3.Connection:
        """This thread's connection; a forked child opens its own."""
        if getattr(self._local, "pid", None) != os.getpid():
            connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
            connection.row_factory = sqlite3.Row
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
            self._local.pid, self._local.connection = os.getpid(), connection
        found: sqlite3.Connection = self._local.connection
        return found

    def rows(self, sql: str, given: Mapping[str, Any] | None = None) -> list[sqlite3.Row]:
        """Every row of a query."""
        with _answering():
            return self.connection().execute(sql, given or {}).fetchall()

    def row(self, sql: str, given: Mapping[str, Any] | None = None) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        with _answering():
            found: sqlite3.Row | None = self.connection().execute(sql, given or {}).fetchone()
        return found

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, alone among writers; raises Refused `full`, or Unavailable."""
        connection = self.connection()
        outer, self.writing = self.writing, True
        try:
            connection.execute("begin immediate")
            yield connection
            connection.execute("commit")
        except sqlite3.OperationalError as error:
            _roll_back(connection)
            if "full" in str(error) or "disk I/O" in str(error):
                raise Refused("full", FULL, retry_after=60) from error
            raise Unavailable(str(error)) from error
        except BaseException:
            _roll_back(connection)
            raise
        finally:
            self.writing = outer

    def version(self) -> int:
        """A number that differs when another connection has written since; 3 microseconds."""
        with _answering():
            row = self.connection().execute("pragma data_version").fetchone()
        return int(row[0])

    def _complete(self) -> None:
        """Add what is missing of ADDED."""
        if self._missing():
            with self.transaction() as connection:
                for column in self._missing():
                    connection.execute(f"alter table run add column {column}")

    def _missing(self) -> list[str]:
        there = {row["name"] for row in self.rows("pragma table_info(run)")}
        return [column for column in ADDED if column.split()[0] not in there]

    def close(self) -> None:
        """Close this thread's connection."""
        if getattr(self._local, "pid", None) == os.getpid():
            self._local.connection.close()
            self._local.pid = None


@contextmanager
def _answering() -> Iterator[None]:
    """Somebody holds the file for longer than BUSY_SECONDS, or it cannot be read now."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise Unavailable(str(error)) from error


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("rollback")
