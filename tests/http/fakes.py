"""A small site: two demos of its own, the real store in a new folder, and a client of the front."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from engine.events import Done, Event, Frame, Metrics, Start, State
from engine.schema import BadParams, Refusal, choice, integer, matrix, real, text
from engine.statefile import BadState
from webapp import create_app
from webapp.api.site import Site, open_site
from webapp.demos.base import Arrays, Demo, LiveDemo, Saved, View
from webapp.front.server import Front
from webapp.front.static import StaticFiles
from webapp.runs.arrays import write_checkpoint
from webapp.settings import Settings

TOKEN = "open sesame"


@dataclass(frozen=True)
class FakeView(View):
    """One value and one text that may be long."""

    step: int = integer(0, 0, 1000, label=("Step", "گام"))
    words: str = text("", label=("Words", "واژه‌ها"), longest=9000)


@dataclass(frozen=True)
class Sums(Demo):
    """Instant: adds two numbers."""

    key: ClassVar[str] = "sums"
    label: ClassVar[tuple[str, str]] = ("Sums", "جمع")
    chapter: ClassVar[str] = "none"
    title: ClassVar[tuple[str, str]] = ("Sums", "جمع")
    idea: ClassVar[tuple[str, str]] = ("a + b", "a + b")
    View: ClassVar[type[View]] = FakeView

    a: float = real(1, -10, 10, label=("a", "a"))
    n: int = integer(1, 1, 9999, label=("n", "n"))
    m: Any = matrix("1,2;3,4", -9, 9, label=("m", "m"))

    def cost(self) -> float:
        return float(self.n)

    def run(self) -> Iterator[Event]:
        yield Metrics(0, {"sum": self.a + self.n, "never": float("inf")})
        yield Done("finished")


@dataclass(frozen=True)
class Trains(LiveDemo):
    """Live: looks are a picture of the step."""

    key: ClassVar[str] = "trains"
    label: ClassVar[tuple[str, str]] = ("Trains", "آموزش")
    chapter: ClassVar[str] = "none"
    title: ClassVar[tuple[str, str]] = ("Trains", "آموزش")
    idea: ClassVar[tuple[str, str]] = ("learns", "یاد می‌گیرد")
    View: ClassVar[type[View]] = FakeView
    looks: ClassVar[list[int]] = []

    lr: float = real(0.1, 0, 1, label=("lr", "lr"), live=True)
    hidden: int = integer(8, 1, 64, label=("hidden", "hidden"))

    def plan(self) -> dict[str, Any]:
        return {"rows": [], "total": self.hidden * 10}

    def look(self, ask: Mapping[str, Any], weights: Arrays, step: int) -> list[Event]:
        self.looks.append(step)
        if ask.get("what", "square") != "square":
            raise BadParams({"what": Refusal("choice", str(ask["what"])[:60], ["square"])})
        own = [int(pixels.sum()) for pixels in ask["own"].values()]
        return [Frame("square", step, weights["weights/0.w"]), Frame("own", step, own)]

    def accept(self, saved: Saved) -> None:
        if saved[0]["weights/0.w"].shape != (self.hidden, 2):
            raise BadState("weights/0.w", "shape", saved[0]["weights/0.w"].shape)


@dataclass(frozen=True)
class Fetches(Trains):
    """Stands for the demo whose run is a download."""

    key: ClassVar[str] = "fetch"
    listed: ClassVar[bool] = False

    set: str = choice("cifar10", {"cifar10": ("CIFAR-10", "CIFAR-10")}, label=("set", "set"))


FAKES: dict[str, type[Demo]] = {"sums": Sums, "trains": Trains, "fetch": Fetches}


def make_site(folder: Path, **settings: Any) -> Site:
    """A site in `folder`; `settings` as in webapp.settings."""
    return open_site(Settings(data_dir=str(folder), presenter_token=TOKEN, **settings))


def make_front(site: Site, static: Path | None = None) -> Front:
    """The whole server around a site, without a socket."""
    files = StaticFiles(static) if static else StaticFiles()
    return Front(lambda: (site, create_app(site), files))


def say(site: Site, run_id: str, events: list[Event]) -> int:
    """Append to a run's log as a trainer does; returns its new size."""
    with site.log.exclusive(run_id) as tail:  # type: ignore[attr-defined]
        return int(tail.append(events))


def begin(run_id: str) -> list[Event]:
    """How every log begins."""
    return [State("running"), Start(run_id, "trains", {}, 0, 1, "cpu")]


def keep_step(site: Site, run_id: str, step: int) -> None:
    """A keyframe whose weights are the step."""
    kept = site.files.kept(run_id)  # type: ignore[attr-defined]
    kept.put(step, {"weights/0.w": np.full((2, 2), step, np.float32)})


def state_file(path: Path, rows: int = 8, **meta: Any) -> bytes:
    """A state file of the live fake."""
    said = {"kind": "run", "demo": "trains", "params": {}, "step": 7, "shards": 2, "versions": {}}
    write_checkpoint(path, {"weights/0.w": np.ones((rows, 2), np.float32)}, said | meta)
    return path.read_bytes()


@dataclass
class Reply:
    """One answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """Talks ASGI to a front; keeps its cookie like a browser."""

    def __init__(self, front: Front, address: str = "10.0.0.1") -> None:
        self.front, self.address, self.cookie = front, address, ""
        self.runner = asyncio.Runner()
        self.run = self.runner.run

    def close(self) -> None:
        """End the front in its own loop."""

        async def end() -> None:
            steps = ["lifespan.shutdown"]

            async def receive() -> Any:
                return {"type": steps.pop()}

            async def send(message: Any) -> None:
                assert message["type"] == "lifespan.shutdown.complete"

            await self.front({"type": "lifespan"}, receive, send)
            await asyncio.sleep(0)

        self.run(end())
        self.runner.close()

    def scope(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> dict[str, Any]:
        path, _, query = url.partition("?")
        given = {"host": "127.0.0.1", "content-length": str(len(body)), **headers}
        if self.cookie:
            given.setdefault("cookie", self.cookie)
        return {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode("latin-1", "replace"),
            "root_path": "",
            "headers": [(k.encode("latin-1"), v.encode("latin-1")) for k, v in given.items()],
            "server": ("127.0.0.1", 8000),
            "client": (self.address, 5000),
        }

    async def ask(
        self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Reply:
        """One request with its whole body at once, and the whole answer."""
        heard: list[Any] = []
        parts = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Any:
            return parts.pop() if parts else await asyncio.Event().wait()

        async def send(message: Any) -> None:
            heard.append(message)

        await self.front(self.scope(method, url, headers or {}, body), receive, send)
        assert [m["type"] for m in heard].count("http.response.start") == 1
        start = next(m for m in heard if m["type"] == "http.response.start")
        said = {k.decode(): v.decode("latin-1") for k, v in start["headers"]}
        if said.get("set-cookie", "").startswith("lab="):
            self.cookie = said["set-cookie"].split(";")[0]
        return Reply(start["status"], said, b"".join(m.get("body", b"") for m in heard[1:]))

    async def get(self, url: str, **headers: str) -> Reply:
        return await self.ask(
            "GET", url, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )

    async def send_json(self, method: str, url: str, said: Any, **headers: str) -> Reply:
        given = {"content-type": "application/json"} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        return await self.ask(method, url, body, given)

    async def post(self, url: str, said: Any, **headers: str) -> Reply:
        return await self.send_json("POST", url, said, **headers)

    @asynccontextmanager
    async def stream(self, url: str, **headers: str) -> AsyncIterator[Stream]:
        """An open event stream; the client hangs up at the end of the block."""
        stream = Stream()
        scope = self.scope("GET", url, {k.replace("_", "-"): v for k, v in headers.items()}, b"")
        task = asyncio.ensure_future(self.front(scope, stream.receive, stream.send))
        try:
            begun = asyncio.ensure_future(stream.started.wait())
            await asyncio.wait([task, begun], return_when=asyncio.FIRST_COMPLETED)
            begun.cancel()
            yield stream
        finally:
            stream.left.set()
            await asyncio.wait_for(task, 5)


class Stream:
    """What one client of a stream has heard."""

    def __init__(self) -> None:
        self.status, self.headers, self.data = 0, dict[str, str](), b""
        self.started, self.left, self.ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.news = asyncio.Event()
        self._asked = False

    async def receive(self) -> Any:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {k.decode(): v.decode() for k, v in message["headers"]}
            self.started.set()
            return
        self.data += message.get("body", b"")
        self.news.set()
        if not message.get("more_body", False):
            self.ended.set()

    @property
    def frames(self) -> list[dict[str, str]]:
        """The events so far: id, event, data."""
        blocks = [b for b in self.data.decode().split("\n\n") if b.startswith("id: ")]
        return [dict(line.split(": ", 1) for line in block.split("\n")) for block in blocks]

    async def until(self, enough: Callable[[], bool], seconds: float = 5) -> None:
        """Wait for more until `enough` holds."""
        async with asyncio.timeout(seconds):
            while not enough():
                self.news.clear()
                await self.news.wait()
