"""Who asks: a signed cookie `lab` with 128 random bits and a role; Flask and the front share it."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from itsdangerous import BadData, URLSafeSerializer

COOKIE = "lab"
ROLES = ("student", "presenter")
PERSON = re.compile(r"[0-9a-f]{32}")
YEAR_S = 365 * 24 * 3600
MOST_COOKIES = 4  # of this name that are looked at


@dataclass(frozen=True)
class Identity:
    """One browser: `person` is 128 random bits; `fresh` when its cookie must still be set."""

    person: str
    role: str = "student"
    fresh: bool = False

    @property
    def presenter(self) -> bool:
        """Whether this browser showed the presenter's token."""
        return self.role == "presenter"


class Identities:
    """Reads and writes the cookie; remembers which persons became presenters."""

    def __init__(self, folder: Path, secret: bytes, token: str) -> None:
        self._signer = URLSafeSerializer(secret, salt=COOKIE)
        self._token = token
        self._presenters = Presenters(folder / "presenters")

    def read(self, cookies: str) -> Identity:
        """The identity in a Cookie header; a new one when there is none or it is not ours."""
        for value in islice(_cookies(cookies, COOKIE), MOST_COOKIES):
            identity = self._verify(value)
            if identity is not None:
                return identity
        return Identity(secrets.token_hex(16), fresh=True)

    def promote(self, identity: Identity, token: object) -> Identity | None:
        """The same person as presenter when the token is right, else None."""
        given = token if isinstance(token, str) else ""
        right = hmac.compare_digest(given.encode(errors="replace"), self._token.encode())
        if not (right and self._token):
            return None
        self._presenters.add(identity.person)
        return replace(identity, role="presenter", fresh=True)

    def is_presenter(self, person: str) -> bool:
        """Whether this person ever became presenter here."""
        return person in self._presenters

    def cookie(self, identity: Identity, *, secure: bool) -> str:
        """The value of a Set-Cookie header."""
        signed = self._signer.dumps({"person": identity.person, "role": identity.role})
        value = signed if isinstance(signed, str) else signed.decode()
        flags = f"Path=/; Max-Age={YEAR_S}; HttpOnly; SameSite=Lax" + "; Secure" * secure
        return f"{COOKIE}={value}; {flags}"

    def _verify(self, value: str) -> Identity | None:
        try:
            said = self._signer.loads(value)
        except (BadData, UnicodeError, ValueError):
            return None
        if not isinstance(said, dict):
            return None
        person, role = said.get("person"), said.get("role")
        if isinstance(person, str) and PERSON.fullmatch(person) and role in ROLES:
            return Identity(person, str(role))
        return None


class Presenters:
    """One person a line in a file that all web processes append to."""

    def __init__(self, path: Path) -> None:
        self._path, self._size, self._known = path, -1, frozenset[str]()

    def add(self, person: str) -> None:
        """Remember `person`."""
        if person not in self:
            with self._path.open("a") as file:
                file.write(person + "\n")

    def __contains__(self, person: str) -> bool:
        size = self._path.stat().st_size if self._path.exists() else 0
        if size != self._size:
            text = self._path.read_text() if size else ""
            self._size, self._known = size, frozenset(text.split())
        return person in self._known


def cookie_of(header: str, name: str) -> str:
    """The first value of a name in a Cookie header, or nothing."""
    return next(_cookies(header, name), "")


def _cookies(header: str, wanted: str) -> Iterator[str]:
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name == wanted:
            yield value
