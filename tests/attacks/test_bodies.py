"""Bodies far larger than anything is, announced or not, one at a time and all at once."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.attacks.people import Person, bounded, heard, others_go_on, raw, said, status_of
from tests.server import Server
from webapp.errors import Problem
from webapp.front.bodies import MB, SMALL, Room, room_of
from webapp.settings import Settings

HUGE = 100 * MB
KINDS = {
    "/api/runs": "application/json",
    "/api/images": "image/png",
    "/api/states": "application/octet-stream",
}


def head(path: str, framing: str) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    return "\r\n".join([*lines, f"Content-Type: {KINDS[path]}", framing, "", ""]).encode()


def sent(server: Server, start: bytes, parts: Iterator[bytes]) -> bytes:
    """Send all the server takes, and hear what it says."""
    with socket.create_connection(("127.0.0.1", server.port), 20) as link:
        link.sendall(start)
        with contextlib.suppress(OSError):  # it hangs up when it has had enough
            for part in parts:
                link.sendall(part)
        return heard(link)


def plain(size: int) -> Iterator[bytes]:
    for _ in range(size // MB):
        yield bytes(MB)


def chunked(size: int) -> Iterator[bytes]:
    for _ in range(size // MB):
        yield b"100000\r\n" + bytes(MB) + b"\r\n"
    yield b"0\r\n\r\n"


@pytest.mark.parametrize("path", KINDS)
def test_a_hundred_megabytes_announced(server: Server, watched: str, path: str) -> None:
    with others_go_on(server, watched), bounded(server, peak=40):
        began = time.monotonic()
        answer = sent(server, head(path, f"Content-Length: {HUGE}"), plain(HUGE))
        took = time.monotonic() - began
    assert status_of(answer) == 413
    assert b"larger than" in answer
    assert took < 6


@pytest.mark.parametrize("path", KINDS)
def test_a_hundred_megabytes_in_chunks(server: Server, watched: str, path: str) -> None:
    with others_go_on(server, watched), bounded(server, peak=250, left=120):
        answer = sent(server, head(path, "Transfer-Encoding: chunked"), chunked(HUGE))
    assert status_of(answer) in (0, 413)  # 0: it went on sending past its own answer


def test_a_length_nobody_sent(server: Server) -> None:
    for length in ("104857600", "9" * 400):
        answer = raw(server, head("/api/runs", f"Content-Length: {length}") + b"{}")
        assert status_of(answer) in (400, 413)
    for length in ("-1", "+2", "0x2", "2,2", "2.0", "\u06f2".encode().decode("latin-1"), ""):
        answer = raw(server, head("/api/runs", f"Content-Length: {length}") + b"{}")
        assert status_of(answer) == 400, length


@pytest.mark.parametrize(
    "framing",
    [
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: chunked, gzip",
        "Transfer-Encoding: chunked\r\nContent-Length: 2",
        "Content-Length: 2\r\nContent-Length: 3",
        "Transfer-Encoding: identity",
    ],
)
def test_two_truths_about_one_body(server: Server, framing: str) -> None:
    """A request that two servers could read in two ways is read by none."""
    answer = raw(server, head("/api/runs", framing) + b"0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n")
    assert status_of(answer) in (400, 421)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b'"error"' in answer


def test_many_large_uploads_at_once(server: Server, watched: str) -> None:
    """More than a process holds: some are asked to come again, all hear a sentence."""
    counted: Counter[int] = Counter()
    size = 60 * MB

    def upload() -> None:
        framing = f"Content-Length: {size}"
        answer = sent(server, head("/api/states", framing), plain(size))
        counted[status_of(answer)] += 1
        if status_of(answer) == 429:
            assert str(room_of(Settings())).encode() in answer
            assert b"retry-after: 2" in answer.lower()

    with others_go_on(server, watched), bounded(server, peak=1500, left=150):
        uploads = [threading.Thread(target=upload) for _ in range(10)]
        for one in uploads:
            one.start()
        for one in uploads:
            one.join()
    assert set(counted) <= {0, 400, 408, 429}
    assert counted[400] + counted[429] >= 5


def test_the_room_is_given_back(person: Person) -> None:
    """After all that a body of a decent size is read as ever."""
    reply = person.upload("/api/states", KINDS["/api/states"], bytes(30 * MB))
    assert "header" in said(reply, 400, "bad_state") or "JSON" in said(reply, 400, "bad_state")


def test_a_full_room_still_takes_small_ones() -> None:
    room = Room(10 * MB)
    with room.share() as large, room.share() as small:
        large.take(10 * MB + SMALL)
        small.take(SMALL)
        with pytest.raises(Problem, match="crowded"):
            small.take(1)
        assert room.left == 0
    assert room.left == 10 * MB


def test_deep_and_long_json(person: Person) -> None:
    for body, why in (
        (b"[" * 1_000_000, "deeper than 16"),
        (b'{"a":' * 200_000 + b"1" + b"}" * 40_000, "deeper than 16"),
        (b'{"demo": "' + b"x" * 900_000, "grammar"),
        (b'{"steps": ' + b"9" * 900_000 + b"}", "grammar"),
    ):
        reply = person.ask(
            "POST", "/api/runs", body[: MB - 1], {"Content-Type": KINDS["/api/runs"]}
        )
        assert why in said(reply, 400, "bad_json")
