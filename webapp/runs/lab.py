"""The store of a data folder, opened once a process."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.runs.database import Database
from webapp.runs.files import RunFiles
from webapp.runs.leases import EmbeddedLeases
from webapp.runs.log import FileLog
from webapp.runs.parts import Parts
from webapp.runs.rows import owned
from webapp.runs.store import EmbeddedStore
from webapp.settings import Settings


@dataclass(frozen=True)
class Lab:
    """What a process needs of the runs: the web side uses `store`, a trainer `leases`."""

    store: EmbeddedStore
    leases: EmbeddedLeases
    log: FileLog
    files: RunFiles
    parts: Parts

    @property
    def settings(self) -> Settings:
        """The settings it was opened with."""
        return self.parts.settings

    def close(self) -> None:
        """Close this thread's connection to the table."""
        self.parts.db.close()


def open_lab(settings: Settings) -> Lab:
    """The runs of the data folder of `settings`, made if it is new."""
    folder = settings.folder
    (folder / "runs").mkdir(parents=True, exist_ok=True)
    (folder / "states").mkdir(exist_ok=True)
    database = Database(folder / "lab.db")
    files = RunFiles(folder)
    log = FileLog(files.folder, lambda lease: owned(database, lease))
    parts = Parts(database, log, files, settings)
    return Lab(EmbeddedStore(parts), EmbeddedLeases(parts), log, files, parts)
