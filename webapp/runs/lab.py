"""The store of a data folder, opened once a process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from webapp.runs.database import Database
from webapp.runs.files import RunFiles
from webapp.runs.interface import (
    Checkpoints,
    EventLog,
    Leases,
    Links,
    Oversight,
    Pictures,
    RunStore,
)
from webapp.runs.kept import Presenters, Tries
from webapp.runs.leases import EmbeddedLeases
from webapp.runs.links import FolderLinks
from webapp.runs.log import FileLog
from webapp.runs.oversight import EmbeddedOversight
from webapp.runs.parts import Parts
from webapp.runs.pictures import FolderPictures
from webapp.runs.presenters import FolderPresenters
from webapp.runs.rows import owned
from webapp.runs.store import EmbeddedStore
from webapp.runs.tries import TableTries
from webapp.settings import Settings


@dataclass(frozen=True)
class Lab:
    """What a process needs of the runs, whichever store keeps them.

    The web side uses `store`, a trainer `leases`, the supervisor `oversight`; `close` gives
    this thread's connections back.
    """

    store: RunStore
    leases: Leases
    log: EventLog
    files: Checkpoints
    oversight: Oversight
    pictures: Pictures
    links: Links
    tries: Tries
    presenters: Presenters
    settings: Settings
    close: Callable[[], None]


def open_lab(settings: Settings) -> Lab:
    """The runs of the data folder of `settings`, made if it is new, or those of RUN_STORE."""
    if settings.run_store:
        from webapp.runs.hosted.lab import open_hosted

        return open_hosted(settings)
    return lab_of(open_parts(settings))


def open_parts(settings: Settings) -> Parts:
    """The table, logs and files of a data folder."""
    folder = settings.folder
    (folder / "runs").mkdir(parents=True, exist_ok=True)
    (folder / "states").mkdir(exist_ok=True)
    database = Database(folder / "lab.db")
    files = RunFiles(folder)
    log = FileLog(files.folder, lambda lease: owned(database, lease))
    return Parts(database, log, files, settings)


def lab_of(parts: Parts) -> Lab:
    """The embedded store over `parts`."""
    return Lab(
        store=EmbeddedStore(parts),
        leases=EmbeddedLeases(parts),
        log=parts.log,
        files=parts.files,
        oversight=EmbeddedOversight(parts),
        pictures=FolderPictures(parts.settings.folder),
        links=FolderLinks(parts.settings.folder, parts.settings.links),
        tries=TableTries(parts.db),
        presenters=FolderPresenters(parts.settings.folder),
        settings=parts.settings,
        close=parts.db.close,
    )
