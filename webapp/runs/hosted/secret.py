"""One secret for all machines: a cookie made by one is read by the others."""

from __future__ import annotations

import os

import redis

from webapp.runs.hosted.link import Link
from webapp.runs.run import Unavailable
from webapp.secret import read_secret
from webapp.settings import Settings


def adopt_secret(settings: Settings) -> None:
    """Give the store this folder's secret, or take over the one it has.

    Raises Refused `full`, or Unavailable; that also where the store answers and refuses: it
    wants a password, or others.
    """
    mine = read_secret(settings.folder)
    link = Link(settings.run_store)
    try:
        if link.ask("GET", "lab:secret") is None:  # a full server takes no more, but tells
            link.ask("SET", "lab:secret", mine, "NX")
        theirs: bytes = link.ask("GET", "lab:secret")
    except redis.ResponseError as refused:
        raise Unavailable(str(refused).partition(". ")[0]) from refused
    finally:
        link.close()
    if theirs == mine:
        return
    fresh = settings.folder / f"secret.{os.getpid()}"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(theirs)
    fresh.replace(settings.folder / "secret")
