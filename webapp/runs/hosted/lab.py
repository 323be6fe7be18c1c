"""Opens the hosted store: one connection a process, and the queue that launches trainers."""

from __future__ import annotations

from webapp.runs.hosted.files import KeyFiles
from webapp.runs.hosted.launch import RqLauncher
from webapp.runs.hosted.leases import HostedLeases
from webapp.runs.hosted.link import Link
from webapp.runs.hosted.links import KeyLinks
from webapp.runs.hosted.log import StreamLog
from webapp.runs.hosted.oversight import HostedOversight
from webapp.runs.hosted.pictures import KeyPictures
from webapp.runs.hosted.presenters import KeyPresenters
from webapp.runs.hosted.store import HostedStore
from webapp.runs.hosted.tries import KeyTries
from webapp.runs.lab import Lab
from webapp.runs.links import FolderLinks
from webapp.runs.log import FileLog
from webapp.runs.shipped import Shipped
from webapp.settings import Settings


def open_hosted(settings: Settings) -> Lab:
    """The runs kept by the server that RUN_STORE names; it need not answer yet."""
    link, shipped = Link(settings.run_store), Shipped()
    launcher = RqLauncher(link)
    leases = HostedLeases(link, settings)
    store = HostedStore(link, settings, shipped, launcher)

    def close() -> None:
        leases.close()
        link.close()

    return Lab(
        store=store,
        leases=leases,
        log=StreamLog(link, FileLog(settings.folder / "runs", lambda lease: False), leases.owns),
        files=KeyFiles(link, shipped),
        oversight=HostedOversight(link, settings, store, launcher),
        pictures=KeyPictures(link),
        links=KeyLinks(link, settings.links, FolderLinks(settings.folder, settings.links)),
        tries=KeyTries(link),
        presenters=KeyPresenters(link),
        settings=settings,
        close=close,
    )
