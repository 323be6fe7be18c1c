"""gunicorn with the front on a free port, and plain sockets to talk to it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.server import ROOT, free_port

PATIENCE_S = 20


@dataclass
class Gunicorn:
    """The running server."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def workers(self) -> list[int]:
        return [child.pid for child in psutil.Process(self.process.pid).children()]


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[Gunicorn]:
    """Two workers around `folder` until the block ends."""
    port = free_port()
    environment = {**os.environ, "PORT": str(port), "HOST": "127.0.0.1", "DATA_DIR": str(folder)}
    command = ["gunicorn", "-c", "python:webapp.front.gunicorn_conf", "webapp.front:app"]
    process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=environment)
    try:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until and process.poll() is None:
            with contextlib.suppress(OSError):
                if get(port, "/healthz")[0] == 200:
                    break
            time.sleep(0.05)
        assert process.poll() is None, "gunicorn ended at once: see its words above"
        yield Gunicorn(port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE_S)


def get(port: int, path: str, seconds: float = 5) -> tuple[int, bytes, float]:
    """Status, whole answer, seconds it took."""
    begin = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), seconds) as link:
        link.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
        )
        data = b""
        while part := link.recv(1 << 16):
            data += part
    return int(data.split(b" ", 2)[1]), data, time.monotonic() - begin


@dataclass
class Watcher:
    """A browser's EventSource: reconnects with the last id it saw until the last event."""

    port: int
    path: str
    last: str = "0"
    ids: list[str] = field(default_factory=list)
    events: list[bytes] = field(default_factory=list)
    connections: int = 0

    async def watch(self) -> None:
        """Until the server says that nothing follows."""
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                if await self._connect() == 204:
                    return
            await asyncio.sleep(0.05)

    async def _connect(self) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            asked = f"GET {self.path} HTTP/1.0\r\nHost: 127.0.0.1\r\nLast-Event-ID: {self.last}\r\n"
            writer.write(f"{asked}\r\n".encode())
            status = int((await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1])
            self.connections += 1
            while status == 200:
                self._hear(await reader.readuntil(b"\n\n"))
            return status
        finally:
            writer.close()

    def _hear(self, frame: bytes) -> None:
        if frame.startswith(b"id: "):
            self.last = frame.split(b"\n", 1)[0][4:].decode()
            self.ids.append(self.last)
            self.events.append(frame)
