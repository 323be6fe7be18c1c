"""Who attacks, who is attacked, and what it costs the server."""

from __future__ import annotations

import http.client
import json
import os
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil

from tests.http.fakes import Reply
from tests.server import Server

LONGEST_GAP_S = 3.0  # between two events of somebody else's stream; idle it is a tenth


class Person:
    """A browser without a page: keeps its cookie."""

    def __init__(self, server: Server, source: str = "") -> None:
        self.server, self.cookie, self.source = server, "", source

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] = {}
    ) -> Reply:
        """One request on a connection of its own."""
        source = (self.source, 0) if self.source else None
        link = http.client.HTTPConnection("127.0.0.1", self.server.port, 30, source)
        try:
            link.request(method, path, body, {"Cookie": self.cookie, **headers})
            answer = link.getresponse()
            said = Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, b"")
            said.body = answer.read()
        finally:
            link.close()
        cookie = said.headers.get("set-cookie", "")
        self.cookie = cookie.split(";")[0] if cookie.startswith("lab=") else self.cookie
        return said

    def get(self, path: str, **headers: str) -> Reply:
        return self.ask("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def send(self, method: str, path: str, said: Any, **headers: str) -> Reply:
        given = {"Content-Type": "application/json"}
        given |= {k.replace("_", "-"): v for k, v in headers.items()}
        return self.ask(method, path, json.dumps(said).encode(), given)

    def post(self, path: str, said: Any, **headers: str) -> Reply:
        return self.send("POST", path, said, **headers)

    def upload(self, path: str, kind: str, blob: bytes) -> Reply:
        return self.ask("POST", path, blob, {"Content-Type": kind})


def said(reply: Reply, status: int, code: str) -> str:
    """The sentence of a refusal, in the one shape all have."""
    assert (reply.status, reply.json["error"]) == (status, code), reply.body[:500]
    assert set(reply.json) >= {"error", "message", "fields", "refusals"}
    return str(reply.json["message"])


def raw(server: Server, data: bytes, seconds: float = 20.0) -> bytes:
    """Everything that is answered to these bytes until the server hangs up."""
    with socket.create_connection(("127.0.0.1", server.port), seconds) as link:
        link.sendall(data)
        return heard(link)


def heard(link: socket.socket) -> bytes:
    """Everything that comes until the server hangs up."""
    answer = b""
    try:
        while part := link.recv(1 << 16):
            answer += part
    except ConnectionResetError:
        pass
    return answer


def status_of(answer: bytes) -> int:
    """The status of a raw answer; 0 for none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 0


def web(server: Server) -> list[psutil.Process]:
    """The web processes."""
    found = psutil.Process(server.process.pid).children(recursive=True)
    gunicorn = [p for p in found if _says(p, "gunicorn")]
    return [p for p in gunicorn if p.parent() in gunicorn]


def _says(process: psutil.Process, word: str) -> bool:
    try:
        return word in process.cmdline()
    except psutil.Error:  # it has ended since
        return False


def sockets(server: Server) -> int:
    """Open sockets of the web processes; their threads open the table once each, and keep it."""
    found = [link for p in web(server) for link in Path(f"/proc/{p.pid}/fd").iterdir()]
    return sum(_is_socket(link) for link in found)


def _is_socket(link: Path) -> bool:
    try:
        return os.readlink(link).startswith("socket:")
    except FileNotFoundError:  # closed since
        return False


def megabytes(server: Server) -> float:
    """Resident memory of the web processes and whatever they started."""
    total = 0
    for process in web(server):
        for one in (process, *process.children()):
            with suppress(psutil.Error):  # a decoder that has ended since
                total += one.memory_info().rss
    return total / 1e6


@contextmanager
def bounded(server: Server, peak: float, left: float = 60.0) -> Iterator[None]:
    """Memory grows by at most `peak` MB within the block, by `left` behind it; sockets close."""
    before, files, highest, over = megabytes(server), sockets(server), [0.0], threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            highest[0] = max(highest[0], megabytes(server))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield
    finally:
        over.set()
        looking.join()
    grown = highest[0] - before
    assert grown < peak
    until = time.monotonic() + 5
    while sockets(server) > files + 3 or megabytes(server) - before >= left:
        assert time.monotonic() < until, (sockets(server) - files, megabytes(server) - before)
        time.sleep(0.05)


@contextmanager
def others_go_on(server: Server, run_id: str, source: str = "127.0.0.9") -> Iterator[None]:
    """Somebody else's stream, from another address, has no gap while the block runs."""
    with socket.create_connection(("127.0.0.1", server.port), 10, (source, 0)) as link:
        asked = f"GET /api/runs/{run_id}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        link.sendall(asked.encode())
        times, over = [time.monotonic()], threading.Event()

        def listen() -> None:
            link.settimeout(0.2)
            while not over.is_set():
                try:
                    if b"event: metrics" in link.recv(1 << 16):
                        times.append(time.monotonic())
                except TimeoutError:
                    continue

        listening = threading.Thread(target=listen)
        listening.start()
        try:
            yield
        finally:
            times.append(time.monotonic())
            over.set()
            listening.join()
    assert len(times) > 3
    assert max(b - a for a, b in pairwise(times)) < LONGEST_GAP_S
