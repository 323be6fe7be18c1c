"""Server-sent events: one run, or several runs in one stream for all tabs of a browser.

A client that reconnects says the id of the last event it saw and gets exactly the rest. An
id beyond the end of a log (its machine died before the log reached the disk) starts anew.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass

from engine.schema import Refusal
from webapp.api.site import Site
from webapp.errors import Problem, bad_params
from webapp.front.asgi import Answer, Receive, Request, Send, start
from webapp.front.counters import Counters
from webapp.front.follower import Follower
from webapp.front.hub import Hub
from webapp.front.listeners import WIRE, Subscriber
from webapp.front.positions import MOST_SOURCES, SOURCE, read_many, read_one, tag
from webapp.front.quota import Quotas
from webapp.front.threads import Threads
from webapp.runs.interface import ENDED

LARGE = 1 << 16
OPENING = b"retry: 1000\n\n"
KEEP_ALIVE = b": ka\n\n"
HEADERS = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
    "x-accel-buffering": "no",
}


@dataclass(frozen=True)
class Streams:
    """Answers both stream addresses."""

    site: Site
    hub: Hub
    quotas: Quotas
    threads: Threads
    counters: Counters

    async def of_run(self, request: Request, receive: Receive, send: Send, run_id: str) -> None:
        """`/api/runs/<id>/events`."""
        after = {f"run.{run_id}": read_one(_asked_position(request))}
        await self._answer(request, receive, send, after, tagged=False)

    async def of_many(self, request: Request, receive: Receive, send: Send) -> None:
        """`/api/events?on=run.<id>&on=...`."""
        sources = dict.fromkeys(value for name, value in request.query if name == "on")
        if not 0 < len(sources) <= MOST_SOURCES:
            raise bad_params({"on": Refusal("length", str(len(sources)), 1, MOST_SOURCES)})
        seen = read_many(_asked_position(request))
        after = {source: seen.get(source, 0) for source in sources}
        await self._answer(request, receive, send, after, tagged=True)

    async def _answer(
        self, request: Request, receive: Receive, send: Send, after: dict[str, int], *, tagged: bool
    ) -> None:
        over = [await self.threads.run(self._begin, source, after) for source in after]
        if all(over):
            await Answer(status=204).send(send)
            return
        with self.quotas.place(request.address, request.identity.person):
            await send(start(200, HEADERS))
            if request.method != "HEAD":
                wire = request.scope.get(WIRE)
                await self._stream(receive, send, Subscriber(after, tagged=tagged, wire=wire))
            await send({"type": "http.response.body", "body": b""})

    def _begin(self, source: str, after: dict[str, int]) -> bool:
        """Check one source and its position; whether its last event was already seen."""
        run_id = run_of(source)
        run = self.site.store.get(run_id)
        if run is None:
            raise Problem("unknown_source", got=source)
        size = self.site.log.size(run_id)
        if after[source] > size:
            after[source] = 0
        try:
            self.site.log.read(run_id, after[source], 1)
        except ValueError:
            raise Problem("bad_position", got=after[source]) from None
        silent = size == 0 and run.state in ENDED
        return silent or self.site.log.ended(run_id, after[source])

    async def _stream(self, receive: Receive, send: Send, to: Subscriber) -> None:
        with self.hub.follow(to, [run_of(source) for source in to.after]) as followers:
            watching = asyncio.create_task(_until_gone(receive, to))
            try:
                out = _Out(send, self.counters, to)
                await out.say(OPENING)
                await _pump(out, to, dict(zip(to.after, followers, strict=True)))
            finally:
                watching.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await watching


@dataclass(frozen=True)
class _Out:
    """What one client hears, unless all who rest hear it."""

    send: Send
    counters: Counters
    to: Subscriber

    async def say(self, said: bytes) -> None:
        self.to.silent = False
        await self.send({"type": "http.response.body", "body": said, "more_body": True})

    async def frames(self, data: bytes, source: str) -> None:
        """Whole frames of one source; with several sources each names its own."""
        self.counters.events += data.count(b"\n\n")
        await self.say(tag(data, source, self.to.after) if self.to.tagged else data)
        if len(data) > LARGE:
            await asyncio.sleep(0)  # a long history must not hold up everyone else's events


async def _pump(out: _Out, to: Subscriber, followers: dict[str, Follower]) -> None:
    """Pass on what is new until every run is over or the client has left."""
    while not to.gone:
        to.news.clear()
        if await _pass_on(out, to, followers):
            continue
        if all(follower.over(to.after[source]) for source, follower in followers.items()):
            return
        if to.idle:
            to.idle = False
            await out.say(KEEP_ALIVE)
        await to.rest()


async def _pass_on(out: _Out, to: Subscriber, followers: dict[str, Follower]) -> bool:
    """One chunk of every source that has one; whether there may be more already."""
    more = False
    for source, follower in followers.items():
        data, position = await follower.read(to.after[source], to.began)
        if data:
            await out.frames(data, source)
            to.after[source] = position
            more = more or position != follower.end
    return more


async def _until_gone(receive: Receive, subscriber: Subscriber) -> None:
    """A client that closes its socket frees its place at once, not at the next write."""
    while (await receive())["type"] != "http.disconnect":
        pass
    subscriber.leave()


def _asked_position(request: Request) -> str:
    """A browser that reconnects says it in a header; a page may say it in the address."""
    return request.headers.get("last-event-id") or request.asked("after")


def run_of(source: str) -> str:
    """The run id in `run.<id>`; raises Problem for a source of another kind."""
    match = SOURCE.fullmatch(source)
    if match is None or match[1] != "run":
        raise Problem("unknown_source", got=source)
    return match[2]
