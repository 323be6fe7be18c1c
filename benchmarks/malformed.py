"""A hundred thousand malformed requests: no answer above 499, and the server's memory stays.

`python -m benchmarks.malformed` starts a server of its own and sends it, over a few raw
sockets and from one seed, everything that is not quite HTTP, JSON, a picture, a state file or
a parameter. A request that the server would wait for is cut off by hanging up.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.results import record
from benchmarks.rubbish import Request, Rubbish
from tests.server import Server

COUNT, CONNECTIONS, WARM = 100_000, 12, 10_000
PATIENCE_S = 20.0
ENDLESS = b"content-type: text/event-stream"


@dataclass
class Report:
    """What came back: statuses, requests that heard nothing, and the first answers above 499."""

    statuses: Counter[int] = field(default_factory=Counter)
    cut: int = 0
    unanswered: list[bytes] = field(default_factory=list)
    broken: list[tuple[bytes, bytes]] = field(default_factory=list)

    @property
    def asked(self) -> int:
        """How many requests were sent."""
        return sum(self.statuses.values()) + self.cut + len(self.unanswered)


class Caller:
    """One connection after another, each used until the server closes it."""

    def __init__(self, port: int, rubbish: Rubbish, report: Report) -> None:
        self._port, self._rubbish, self._report = port, rubbish, report
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def run(self, count: int) -> None:
        """Send so many."""
        for _ in range(count):
            request = self._rubbish.make()
            used = self._streams is not None
            if not await self._tried(request) and not (used and await self._tried(request)):
                self._note_silence(request)
        self._hang_up()

    async def _tried(self, request: Request) -> bool:
        """Whether it was sent and, if its sender waits, answered: an old connection may be gone."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._send(request)
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            self._hang_up()
            return False
        return True

    async def _send(self, request: Request) -> None:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(request.data)
        if request.end == "cut":
            await writer.drain()
            self._hang_up()
            self._report.cut += 1
            return
        head = await reader.readuntil(b"\r\n\r\n")
        while head.startswith(b"HTTP/1.1 100 "):
            head = await reader.readuntil(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        self._report.statuses[status] += 1
        if status >= 500:
            self._report.broken.append((request.data[:300], head))
        if not await _body(reader, head, request):
            self._hang_up()

    def _note_silence(self, request: Request) -> None:
        if request.end == "cut":
            self._report.cut += 1
        else:
            self._report.unanswered.append(request.data[:300])

    def _hang_up(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def _body(reader: asyncio.StreamReader, head: bytes, request: Request) -> bool:
    """Read the rest of an answer; whether the connection can be used again."""
    fields = {}
    for line in head.lower().split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        fields[name] = value.strip()
    bare = request.data.startswith(b"HEAD ") or head[9:12] in (b"204", b"304")
    if request.end == "once" or ENDLESS in head.lower():
        return False
    if not bare and b"content-length" in fields:
        await reader.readexactly(int(fields[b"content-length"]))
    elif not bare and fields.get(b"transfer-encoding") == b"chunked":
        while size := int(await reader.readuntil(b"\r\n"), 16):
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    return fields.get(b"connection") != b"close"


def fire(port: int, seed: int, count: int, connections: int = CONNECTIONS) -> Report:
    """Send `count` requests of a seed over a few connections."""
    report = Report()

    async def scene() -> None:
        share = [count // connections + (n < count % connections) for n in range(connections)]
        makers = [Rubbish(random.Random(f"{seed} {n}")) for n in range(connections)]
        await asyncio.gather(
            *(Caller(port, m, report).run(k) for m, k in zip(makers, share, strict=True))
        )

    asyncio.run(scene())
    return report


def workers(server: Server) -> list[psutil.Process]:
    """The web processes of a server."""
    everybody = psutil.Process(server.process.pid).children(recursive=True)
    web = [p for p in everybody if "gunicorn" in p.cmdline()]
    return [p for p in web if p.parent() in web]


def held(server: Server) -> tuple[float, int]:
    """Megabytes and descriptors of all web processes."""
    found = workers(server)
    return sum(p.memory_info().rss for p in found) / 1e6, sum(p.num_fds() for p in found)


def main(count: int) -> None:
    """Measure and write down."""
    with (
        tempfile.TemporaryDirectory(prefix="lab-malformed-") as folder,
        Server(Path(folder), TRAINERS="1") as server,
    ):
        warm = fire(server.port, 1, WARM)
        before, files = held(server)
        began = time.monotonic()
        report = fire(server.port, 2, count)
        seconds = time.monotonic() - began
        time.sleep(1)
        after, left = held(server)
        tracebacks = server.said().count("Traceback")
    broken = report.broken + warm.broken
    for request, head in broken[:5]:
        print(request, head, file=sys.stderr)
    low = sum(n for status, n in report.statuses.items() if 400 <= status < 500)
    record(
        "Malformed requests",
        {
            f"requests, {CONNECTIONS} connections": report.asked,
            "a second": report.asked / seconds,
            "answered 4xx": low,
            "answered 2xx, 3xx (pages with a notice, plans, preflights)": (
                sum(report.statuses.values()) - low - len(report.broken)
            ),
            "cut off by the sender": report.cut,
            "not answered": len(report.unanswered),
            "answered 5xx": len(broken),
            "tracebacks in the log": tracebacks,
            f"memory of the web processes after the first {WARM:,}, MB": f"{before:.1f}",
            "memory after all of them, MB": f"{after:.1f}",
            "descriptors before and after": f"{files}, {left}",
        },
    )
    if broken or tracebacks or report.unanswered:
        raise SystemExit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
