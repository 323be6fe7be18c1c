"""Streams without end: 2,100 from one address, nine from one session."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import Counter

import pytest

from tests.attacks.people import Person, bounded, others_go_on
from tests.server import Server
from webapp.settings import Settings

SETTINGS = Settings()
CROWD = 2100


@pytest.fixture(scope="module")
def silent(presenter: Person) -> str:
    """A run that is paused: its stream is open and says nothing."""
    reply = presenter.post("/api/runs", {"demo": "fake", "params": {"delay": 1}, "steps": 1})
    return str(reply.json["id"])


class Listener:
    """One open stream."""

    def __init__(self, port: int, path: str, source: str, cookie: str = "") -> None:
        self._to, self._source = ("127.0.0.1", port), (source, 0)
        self._ask = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n"
        self.status, self.body = 0, b""

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection(*self._to, local_addr=self._source)
        self.writer.write(self._ask.encode())
        head = await self.reader.readuntil(b"\r\n\r\n")
        self.status = int(head.split(b" ", 2)[1])
        if self.status != 200:
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            self.body = await self.reader.readexactly(length)
            assert b"retry-after" in head.lower()

    def close(self) -> None:
        with contextlib.suppress(AttributeError):
            self.writer.close()


async def opened(listeners: list[Listener]) -> Counter[int]:
    """Open them, a hundred at a time, and count what was answered."""
    for start in range(0, len(listeners), 100):
        await asyncio.gather(*(one.open() for one in listeners[start : start + 100]))
    return Counter(one.status for one in listeners)


def test_a_crowd_from_one_address(server: Server, watched: str, silent: str) -> None:
    path = f"/api/runs/{silent}/events"

    async def scene() -> None:
        crowd = [Listener(server.port, path, "127.0.0.5") for _ in range(CROWD)]
        more = [Listener(server.port, path, f"127.0.0.{n}") for n in (6, 7)]
        try:
            counted = await opened(crowd)
            assert set(counted) == {200, 429}
            most = SETTINGS.streams_per_address
            slack = SETTINGS.web_workers * most // 100  # processes take places in blocks
            assert most - slack <= counted[200] <= most
            refused = [json.loads(one.body) for one in crowd if one.status == 429]
            assert {said["error"] for said in refused} == {"streams"}
            assert await opened(more) == {200: 2}  # other people have places still
        finally:
            for one in crowd + more:
                one.close()
            await asyncio.sleep(0.2)

    with others_go_on(server, watched), bounded(server, peak=150, left=80):
        asyncio.run(scene())

    async def afterwards() -> None:
        again = [Listener(server.port, path, "127.0.0.5") for _ in range(50)]
        assert await opened(again) == {200: 50}
        for one in again:
            one.close()

    asyncio.run(afterwards())


def test_nine_from_one_session(server: Server, person: Person, watched: str, silent: str) -> None:
    person.get("/api/session")
    path, cookie = f"/api/runs/{silent}/events", person.cookie
    many = f"/api/events?on=run.{silent}&on=run.{watched}"
    most = SETTINGS.streams_per_session

    async def scene() -> None:
        nine = [Listener(server.port, path, "127.0.0.5", cookie) for _ in range(most + 1)]
        counted = await opened(nine)
        assert counted == {200: most, 429: 1}
        (refused,) = [one for one in nine if one.status == 429]
        assert "close another tab" in json.loads(refused.body)["message"]
        other = Listener(server.port, many, "127.0.0.6", cookie)  # of another address and kind
        assert await opened([other]) == {429: 1}
        next(one for one in nine if one.status == 200).close()
        await asyncio.sleep(0.3)
        again = Listener(server.port, path, "127.0.0.5", cookie)
        assert await opened([again]) == {200: 1}
        for one in [*nine, other, again]:
            one.close()

    asyncio.run(scene())


@pytest.mark.parametrize("count", [33, 300])
def test_a_stream_of_too_many_runs(person: Person, count: int) -> None:
    query = "&".join(f"on=run.{n}" for n in range(count))
    reply = person.get(f"/api/events?{query}")
    assert reply.status == 400
    assert str(count) in json.dumps(reply.json["refusals"])
    assert "32" in json.dumps(reply.json["fields"])
