"""Names that are paths, bytes or numbers of another script, wherever the server takes a name."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from tests.attacks.people import Person, raw, said, status_of
from tests.server import Server

TRICKS = (
    *("../secret", "..%2fsecret", "%2e%2e%2fsecret", "%2e%2e/%2e%2e/secret", "..%252fsecret"),
    *("....//secret", "..%5csecret", "..\\secret", "%2fetc%2fpasswd", "/etc/passwd", "file:///x"),
    *("secret%00", "%00secret", "%00", "secret%0a", "%0d%0aX-Evil:1", "..%c0%afsecret", "%ff%fe"),
    *("%DB%B1%DB%B2", "%EF%BC%8E%EF%BC%8E", "%E2%80%AE", "~root", "con", "secret.", "-rf", "*"),
    *(
        "a" * 65,
        "a" * 280,
        "%F0%9F%92%A5" * 64,
        "a" * 5000,
        "." * 64,
        "%2e" * 200,
        "'--",
        '";drop',
        "{}",
        "<x>",
    ),
)
ADDRESSES = (
    *(f"/api/runs/{{}}{tail}" for tail in ("", "/events", "/look?step=1", "/keyframes", "/state")),
    *("/api/links/{}", "/s/{}", "/static/{}", "/static/js/{}", "/static/@0123456789ab/{}"),
    *("/api/demos/{}/events", "/api/demos/{}/plan", "/api/events?on=run.{}", "/api/events?on={}"),
    *("/demos/{}", "/api/data/{}"),
)


@pytest.fixture(scope="module")
def secrets(server: Server) -> list[bytes]:
    """What no answer may hold."""
    return [(server.folder / "secret").read_bytes(), b"root:x:0", b"SQLite format"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_name_leaves_its_folder(server: Server, secrets: list[bytes], address: str) -> None:
    for trick in TRICKS:
        target = address.format(trick).encode("latin-1", "replace")
        head = b"GET " + target + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        answer = raw(server, head)
        asked = (address, trick)
        assert 300 <= status_of(answer) < 500, asked  # 308: one slash for two
        assert not [secret for secret in secrets if secret in answer], asked
        assert b"\r\nX-Evil" not in answer.split(b"\r\n\r\n")[0], asked


@pytest.mark.parametrize(
    "trick", ["../secret", "\0", "۱۲", "a" * 5000, "/etc/passwd", "..", "secret\n"]
)
def test_no_name_in_a_body_does(person: Person, presenter: Person, trick: str) -> None:
    state = person.post("/api/runs", {"demo": "cifar10", "state": trick})
    assert trick[:20] in said(state, 404, "unknown_state")
    demo = person.post("/api/runs", {"demo": trick})
    assert trick[:20] in said(demo, 404, "unknown_demo")
    link = person.post("/api/links", {"demo": trick})
    said(link, 404, "unknown_demo")
    data = person.post("/api/runs", {"demo": "cifar10", "params": {"data": trick}})
    assert "data" in said(data, 400, "bad_params")


def test_own_pictures_are_named_by_their_hash(person: Person, watched: str) -> None:
    """Anything else that follows `own:` is no name of a picture and is never looked for."""
    for name in ("own:../../secret", "own:" + "0" * 63, "own:" + "۰" * 64, "own:%00"):
        reply = person.get(f"/api/runs/{watched}/look?step=1&image={quote(name)}")
        assert reply.status in (200, 307, 400, 404)
        assert b"secret" not in reply.body.replace(b"own:../../secret", b"")
    reply = person.get(f"/api/runs/{watched}/look?step=1&image=own:{'0' * 64}")
    said(reply, 404, "unknown_image")


def test_nothing_was_made_outside(server: Server) -> None:
    """What the attacks left behind is what the server itself makes."""
    names = {path.name for path in server.folder.iterdir()}
    assert not names & {"a" * 65, "..", "etc", "passwd"}
    assert not Path("/etc/passwd.json").exists()
