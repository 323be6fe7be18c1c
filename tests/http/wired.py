"""Our connections over real sockets, in the loop of the test: what is served can be looked into."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator

from gunicorn.config import Config
from gunicorn.glogging import Logger

from webapp.front.server import Front
from webapp.front.worker import Connection

CHUNKED = b"transfer-encoding: chunked"


class Stub:
    """What a connection asks of gunicorn's worker."""

    alive, nr, max_requests, nr_conns = True, 0, sys.maxsize, 0

    def __init__(self, front: Front) -> None:
        self.asgi, self.cfg, self.loop = front, Config(), asyncio.get_running_loop()
        self.log = Logger(self.cfg)
        self.open, self.silent = Counter[str](), Counter[str]()
        self.connections: list[Connection] = []

    def is_full(self, address: str) -> bool:
        return False

    def connection(self) -> Connection:
        self.connections.append(Connection(self))
        return self.connections[-1]


class Ear:
    """One client of a stream, who may be slow to listen."""

    def __init__(self, port: int, path: str, version: str = "1.1", last: str = "") -> None:
        self._port, self.head, self.body, self.over = port, b"", bytearray(), False
        self.events: list[bytes] = []
        self._at = 0
        given = f"Last-Event-ID: {last}\r\n" if last else ""
        self._ask = f"GET {path} HTTP/{version}\r\nHost: 127.0.0.1\r\n{given}\r\n".encode()

    async def __aenter__(self) -> Ear:
        link = socket.socket()
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        link.setblocking(False)
        await asyncio.get_running_loop().sock_connect(link, ("127.0.0.1", self._port))
        self._in, self._out = await asyncio.open_connection(sock=link, limit=4096)
        self._out.write(self._ask)
        self.head = await self._in.readuntil(b"\r\n\r\n")
        return self

    async def __aexit__(self, *raised: object) -> None:
        self._out.close()
        with contextlib.suppress(OSError):
            await self._out.wait_closed()

    @property
    def last(self) -> str:
        return self.events[-1].split(b"\n", 1)[0][4:].decode()

    async def hear(self, count: int) -> list[bytes]:
        """Listen until so many events have come."""
        async with asyncio.timeout(10):
            while len(self.events) < count and not self.over:
                await self._part()
        return self.events

    async def hear_all(self) -> list[bytes]:
        """Listen until the answer is over."""
        async with asyncio.timeout(10):
            while not self.over:
                await self._part()
        return self.events

    async def _part(self) -> None:
        if CHUNKED not in self.head.lower():
            part = await self._in.read(4096)
            self.over = not part
            return self._take(part)
        size = int((await self._in.readline()), 16)
        part = await self._in.readexactly(size)
        assert await self._in.readexactly(2) == b"\r\n"
        self.over = size == 0
        return self._take(part)

    def _take(self, part: bytes) -> None:
        self.body += part
        while (end := self.body.find(b"\n\n", max(self._at, len(self.body) - len(part) - 1))) >= 0:
            said, self._at = bytes(self.body[self._at : end + 2]), end + 2
            if said.startswith(b"id: "):
                self.events.append(said)

    async def ask_again(self) -> bytes:
        """Another answer over the same connection: its header."""
        self._out.write(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        return await self._in.readuntil(b"\r\n\r\n")


@contextlib.asynccontextmanager
async def wired(front: Front) -> AsyncIterator[tuple[int, Stub]]:
    """The front behind a port until the end of the block; the connections are in the stub."""
    front.open()
    stub = Stub(front)
    server = await stub.loop.create_server(stub.connection, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], stub
    finally:
        server.close()
        for connection in stub.connections:
            if connection.transport is not None:
                connection.transport.abort()
        await asyncio.sleep(0)
