"""The readers' own pictures where every web machine finds them; the server forgets them."""

from __future__ import annotations

from webapp.runs.hosted.link import Link
from webapp.runs.pictures import KEEP_S, MOST


class KeyPictures:
    """Implements `Pictures`: one key a picture, and one list of names a person, newest first."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def save(self, person: str, digest: str, png: bytes) -> None:
        """Keep a picture for a day and make room for it; raises Refused."""
        keys = (_key(person, digest), f"lab:pictures:{person}")
        self._link.call("picture", digest, png, KEEP_S, MOST, keys=keys)

    def load(self, person: str, digest: str) -> bytes | None:
        """One of this person's pictures; None when there is none, or no longer."""
        png: bytes | None = self._link.ask("GET", _key(person, digest))
        return png

    def tidy(self) -> None:
        """The server has done it."""


def _key(person: str, digest: str) -> str:
    return f"lab:picture:{person}:{digest}"
