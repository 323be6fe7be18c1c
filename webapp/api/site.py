"""What every answer may need: settings, runs, identities; opened once in a process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from webapp.identity import Identities
from webapp.runs.interface import Checkpoints, EventLog, Links, Pictures, RunStore
from webapp.runs.kept import Tries
from webapp.runs.lab import open_lab
from webapp.secret import presenter_token, read_secret
from webapp.settings import Settings


@dataclass(frozen=True)
class Site:
    """The parts of the server that the front and the API share."""

    settings: Settings
    store: RunStore
    log: EventLog
    files: Checkpoints
    pictures: Pictures
    links: Links
    tries: Tries
    identities: Identities

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self.settings.folder

    @property
    def hosts(self) -> frozenset[str]:
        """The names this server answers for, beside localhost and literal addresses."""
        return frozenset(name.strip().lower() for name in self.settings.names.split(",")) - {""}


def open_site(settings: Settings) -> Site:
    """Open the runs of the data folder and the key that signs identities."""
    runs = open_lab(settings)
    token = presenter_token(settings)
    identities = Identities(read_secret(settings.folder), token, runs.presenters)
    kept = runs.files, runs.pictures, runs.links, runs.tries
    return Site(settings, runs.store, runs.log, *kept, identities)
