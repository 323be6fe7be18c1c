"""Whoever asks slowly waits alone: half headers, half bodies, silence, and a deaf reader."""

from __future__ import annotations

import contextlib
import socket
import time
from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from tests.attacks.people import Person, bounded, heard, others_go_on, sockets, status_of
from tests.server import Server
from webapp.front import worker

HALF_HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
HALF_BODY = (
    b"POST /api/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b'Content-Length: 100\r\n\r\n{"demo"'
)
KINDS = {b"": 100, HALF_HEAD: 200, HALF_BODY: 100}


def test_four_hundred_slow_ones_hold_nobody_up(
    server: Server, person: Person, watched: str
) -> None:
    """Four hundred sockets send a byte a second; after ten seconds each is told and closed."""
    before = sockets(server)
    with contextlib.ExitStack() as stack:
        stack.enter_context(others_go_on(server, watched))
        stack.enter_context(bounded(server, peak=60))
        slow: list[tuple[bytes, socket.socket]] = []
        for start, count in KINDS.items():
            for _ in range(count):
                link = socket.create_connection(("127.0.0.1", server.port), 20)
                slow.append((start, stack.enter_context(link)))
                link.sendall(start)
        took = _ask_meanwhile(person, slow)
        said = {start: Counter[int]() for start in KINDS}
        for start, link in slow:
            answer = heard(link)
            said[start][status_of(answer)] += 1
            assert start == b"" or b"within 10 seconds" in answer
    assert sorted(took)[len(took) // 2] < 0.2
    expected = {start: Counter({408 if start else 0: count}) for start, count in KINDS.items()}
    assert said == expected
    assert sockets(server) <= before + 3


def _ask_meanwhile(person: Person, slow: list[tuple[bytes, socket.socket]]) -> list[float]:
    """How long pages take while every slow one sends another byte each second."""
    took, until = [], time.monotonic() + 9
    while time.monotonic() < until:
        for start, link in slow:
            if start:
                with contextlib.suppress(OSError):
                    link.send(b"a")
        for path in ("/healthz", "/api/demos", "/healthz"):
            began = time.monotonic()
            assert person.get(path).status == 200
            took.append(time.monotonic() - began)
        time.sleep(0.8)
    return took


class Socket:
    """A transport of one address that says nothing."""

    def __init__(self, address: str) -> None:
        self.address, self.aborted = address, False

    def get_extra_info(self, name: str) -> Any:
        return (self.address, 1) if name == "peername" else None

    def abort(self) -> None:
        self.aborted = True


class Process:
    """A web process that counts, without a loop."""

    def __init__(self) -> None:
        self.nr_conns, self.worker_connections = 0, 10
        self.open, self.silent = Counter[str](), Counter[str]()
        self.loop = SimpleNamespace(call_later=lambda s, f: SimpleNamespace(cancel=lambda: None))

    is_full = worker.Worker.is_full

    def connect(self, address: str) -> tuple[worker.Connection, Socket]:
        made, transport = worker.Connection(self), Socket(address)
        made.connection_made(transport)
        return made, transport


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> Process:
    gunicorn = worker.ASGIProtocol
    monkeypatch.setattr(worker, "MOST_SILENT", 3)
    monkeypatch.setattr(gunicorn, "__init__", lambda self, to: setattr(self, "worker", to))
    monkeypatch.setattr(gunicorn, "connection_made", lambda self, transport: None)
    monkeypatch.setattr(gunicorn, "connection_lost", lambda self, exc: None)
    monkeypatch.setattr(gunicorn, "_on_headers_complete", lambda self: False)
    return Process()


def test_an_address_has_only_so_many_silent_ones(process: Process) -> None:
    first = [process.connect("10.0.0.1") for _ in range(4)]
    assert [transport.aborted for _, transport in first] == [False, False, False, True]
    assert not process.connect("10.0.0.2")[1].aborted
    first[0][0].connection_lost(None)
    first[3][0].connection_lost(None)  # it never counted
    assert not process.connect("10.0.0.1")[1].aborted
    assert process.connect("10.0.0.1")[1].aborted
    assert process.silent == process.open == {"10.0.0.1": 3, "10.0.0.2": 1}


def test_no_address_gets_all_connections(process: Process) -> None:
    for _ in range(8):  # of ten
        made, transport = process.connect("10.0.0.1")
        assert not transport.aborted
        made._on_headers_complete()
    assert process.connect("10.0.0.1")[1].aborted
    assert not process.connect("10.0.0.2")[1].aborted
    made.connection_lost(None)
    made.connection_lost(None)
    assert process.open == {"10.0.0.1": 7, "10.0.0.2": 1}
    assert process.silent == {"10.0.0.2": 1}
    process.nr_conns = 10
    assert process.connect("10.0.0.3")[1].aborted


def test_a_reader_that_never_reads(server: Server, watched: str) -> None:
    """A hundred ask for the largest answers and take none of them."""
    ask = b"GET /static/vendor/plotly-cartesian.min.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with others_go_on(server, watched), bounded(server, peak=80), contextlib.ExitStack() as stack:
        for _ in range(100):
            link = stack.enter_context(socket.socket())
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            link.connect(("127.0.0.1", server.port))
            link.sendall(ask)
        time.sleep(1)
