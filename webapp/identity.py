"""Who asks: a signed cookie `lab` with 128 random bits and a role; Flask and the front share it."""

from __future__ import annotations

import hmac
import re
import secrets
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from itsdangerous import BadData, URLSafeTimedSerializer

from webapp.runs.kept import Presenters

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
    """Reads and writes the cookie; has `presenters` remembered who became one."""

    def __init__(self, secret: bytes, token: str, presenters: Presenters) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt=COOKIE)
        self._token = token
        self._mark = hmac.digest(secret, token.encode(errors="replace"), "sha256").hex()[:16]
        self._presenters = presenters

    def read(self, cookies: str) -> Identity:
        """The identity in a Cookie header; a new one when there is none or it is not ours."""
        for value in islice(_cookies(cookies, COOKIE), MOST_COOKIES):
            identity = self._verify(value)
            if identity is not None:
                return identity
        return Identity(secrets.token_hex(16), fresh=True)

    def promote(self, identity: Identity, token: object) -> Identity | None:
        """The same person as presenter when the token is right, else None; raises as `add`."""
        given = token if isinstance(token, str) else ""
        right = hmac.compare_digest(given.encode(errors="replace"), self._token.encode())
        if not (right and self._token):
            return None
        self._presenters.add(identity.person)
        return replace(identity, role="presenter", fresh=True)

    def presenters(self, persons: Collection[str]) -> frozenset[str]:
        """Those of `persons` who ever became presenter; raises Unavailable."""
        return self._presenters.among(persons)

    def cookie(self, identity: Identity, *, secure: bool) -> str:
        """The value of a Set-Cookie header."""
        said = {"person": identity.person, "role": identity.role}
        signed = self._signer.dumps(said | ({"by": self._mark} if identity.presenter else {}))
        value = signed if isinstance(signed, str) else signed.decode()
        flags = f"Path=/; Max-Age={YEAR_S}; HttpOnly; SameSite=Lax" + "; Secure" * secure
        return f"{COOKIE}={value}; {flags}"

    def _verify(self, value: str) -> Identity | None:
        """Who signed in within the last year; a presenter whose token was changed is none."""
        try:
            said, made = self._signer.loads(value, return_timestamp=True)
        except (BadData, UnicodeError, ValueError, OverflowError):
            return None
        if not isinstance(said, dict) or time.time() - made.timestamp() > YEAR_S:
            return None
        person, role = said.get("person"), said.get("role")
        if not isinstance(person, str) or not PERSON.fullmatch(person) or role not in ROLES:
            return None
        student = role == "presenter" and said.get("by") != self._mark
        return Identity(person, "student" if student else str(role))


def cookie_of(header: str, name: str) -> str:
    """The first value of a name in a Cookie header, or nothing."""
    return next(_cookies(header, name), "")


def _cookies(header: str, wanted: str) -> Iterator[str]:
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name == wanted:
            yield value
