"""Cookies that were made elsewhere, changed, or kept for too long; and the key that signs them."""

from __future__ import annotations

import base64
import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
from itsdangerous import URLSafeSerializer, URLSafeTimedSerializer

from tests.attacks.conftest import TOKEN
from tests.attacks.people import Person, Reply, web
from tests.server import Server
from webapp.identity import COOKIE, YEAR_S, Identities, Identity
from webapp.runs.presenters import FolderPresenters
from webapp.runs.tries import MOST
from webapp.secret import presenter_token, read_secret
from webapp.settings import BadSetting, Settings

FRESH = count(1)
VICTIM = "0123456789abcdef" * 2


def ask_as(person: Person, cookie: str) -> Reply:
    """What the server says to somebody who shows this cookie."""
    return person.get("/api/session", Cookie=f"{COOKIE}={cookie}")


def is_nobody(reply: Reply) -> bool:
    """Whether the cookie counted for nothing: a new person, a student."""
    return reply.json == {"role": "student"} and reply.headers["set-cookie"].startswith("lab=")


def sealed(secret: bytes, **content: object) -> str:
    return str(URLSafeTimedSerializer(secret, salt=COOKIE).dumps(content))


def real(folder: Path, role: str = "student", token: str = TOKEN) -> str:
    """A cookie as the server itself makes it."""
    made = Identities(read_secret(folder), token, FolderPresenters(folder)).cookie(
        Identity(VICTIM, role), secure=False
    )
    return made.split(";")[0].removeprefix("lab=")


def test_the_real_one_counts(person: Person, folder: Path) -> None:
    assert ask_as(person, real(folder, "presenter")).json == {"role": "presenter"}
    assert "set-cookie" not in ask_as(person, real(folder)).headers


@pytest.mark.parametrize("key", [b"", b"x" * 64, b"dev", b"secret", TOKEN.encode()])
def test_another_key(person: Person, key: bytes) -> None:
    forged = sealed(key or b"\0", person=VICTIM, role="presenter")
    assert is_nobody(ask_as(person, forged))


def test_changed_content_with_the_old_signature(person: Person, folder: Path) -> None:
    content, stamp, signature = real(folder).rsplit(".", 2)
    for said in ({"person": VICTIM, "role": "presenter"}, {"person": "f" * 32, "role": "student"}):
        forged = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
        assert is_nobody(ask_as(person, f"{forged}.{stamp}.{signature}"))
    later = base64.urlsafe_b64encode((2**31).to_bytes(4, "big")).decode().rstrip("=")
    assert is_nobody(ask_as(person, f"{content}.{later}.{signature}"))
    assert is_nobody(ask_as(person, f"{content}.{stamp}.{signature[::-1]}"))
    assert is_nobody(ask_as(person, f"{content}.{stamp}"))


def test_another_salt_or_none(person: Person, folder: Path) -> None:
    secret = read_secret(folder)
    said = {"person": VICTIM, "role": "presenter"}
    assert is_nobody(ask_as(person, str(URLSafeSerializer(secret, salt=COOKIE).dumps(said))))
    assert is_nobody(ask_as(person, str(URLSafeTimedSerializer(secret, salt="x").dumps(said))))


@pytest.mark.parametrize(
    "said",
    [
        {"person": "../../etc", "role": "student"},
        {"person": VICTIM, "role": "root"},
        {"person": VICTIM},
        {"person": VICTIM + "\n", "role": "student"},
        {"person": [VICTIM], "role": "student"},
        {"person": VICTIM, "role": ["presenter"]},
    ],
)
def test_content_that_no_server_writes(person: Person, folder: Path, said: dict) -> None:
    """Even with the right key, what is read is checked."""
    assert is_nobody(ask_as(person, sealed(read_secret(folder), **said)))


def test_a_cookie_is_over_after_a_year(
    person: Person, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser forgets it then; a copy of it must not last longer."""
    now = time.time
    for age, counts in ((YEAR_S - 3600, True), (YEAR_S + 3600, False), (9 * YEAR_S, False)):
        monkeypatch.setattr(time, "time", lambda age=age: now() - age)
        cookie = real(folder, "presenter")
        monkeypatch.undo()
        assert (ask_as(person, cookie).json == {"role": "presenter"}) is counts
        assert is_nobody(ask_as(person, cookie)) is not counts


def test_a_clock_that_was_set_back_logs_nobody_out(
    person: Person, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 7200)
    cookie = real(folder)
    monkeypatch.undo()
    assert "set-cookie" not in ask_as(person, cookie).headers


def test_who_knew_an_older_token_is_no_presenter(person: Person, folder: Path) -> None:
    cookie = real(folder, "presenter", token="the token of last year")
    assert ask_as(person, cookie).json == {"role": "student"}
    bare = sealed(read_secret(folder), person=VICTIM, role="presenter")
    assert ask_as(person, bare).json == {"role": "student"}


def test_the_secret_is_its_owners_alone(folder: Path, tmp_path: Path) -> None:
    assert (folder / "secret").stat().st_mode & 0o777 == 0o600
    first = read_secret(tmp_path)
    assert len(first) == 64
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
    (tmp_path / "secret").chmod(0o644)  # as a copy of the folder may leave it
    assert read_secret(tmp_path) == first
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert presenter_token(Settings(data_dir=str(tmp_path))).encode() not in first


@pytest.mark.parametrize("content", [b"", b"x" * 31])
def test_a_secret_that_could_be_guessed_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret").write_bytes(content)
    with pytest.raises(BadSetting, match=f"at least 32 bytes, got {len(content)}"):
        read_secret(tmp_path)


def test_guesses_at_once_get_no_further_than_one_after_another(
    person: Person, server: Server
) -> None:
    """Neither threads nor web processes count apart from one another."""
    address = f"127.0.1.{next(FRESH)}"  # one that a first try of this test did not close
    people = [Person(server, address) for _ in range(60)]
    with ThreadPoolExecutor(30) as threads:
        guess = {"token": "0000"}
        replies = list(threads.map(lambda one: one.post("/api/session", guess), people))
    assert Counter(reply.status for reply in replies) == {403: MOST, 429: 60 - MOST}
    assert len(web(server)) == 2
    closed = Person(server, address).post("/api/session", {"token": TOKEN})
    assert (closed.status, closed.json["error"]) == (429, "tries")
    assert 0 < int(closed.headers["retry-after"]) <= 300
    assert person.post("/api/session", {"token": "0000"}).status == 403
