"""What the front answers itself: health, numbers, files, streams and looks."""

from __future__ import annotations

import asyncio
import contextlib
import time
from functools import partial

from webapp.api.site import Site
from webapp.errors import Problem
from webapp.front.asgi import Answer, Receive, Request, Send, json_answer
from webapp.front.counters import Counters
from webapp.front.downloads import send_state
from webapp.front.garbage import sweep
from webapp.front.hub import Hub
from webapp.front.looks import Looks, keyframes
from webapp.front.quota import Quotas
from webapp.front.static import StaticFiles
from webapp.front.streams import Streams
from webapp.front.threads import Threads
from webapp.logs import log
from webapp.runs.interface import Refused

NOT_READY = (
    "the store cannot be written or no trainer is running",
    "انبار اجراها نوشتنی نیست یا هیچ آموزش‌دهنده‌ای کار نمی‌کند",
)
TIDY_EVERY = 3600  # seconds
WATCHED_EVERY = 20  # seconds


class Handlers:
    """One object a web process; its methods are named in the table of routes."""

    def __init__(self, site: Site, static: StaticFiles, counters: Counters) -> None:
        settings = site.settings
        limits = (settings.streams, settings.streams_per_address, settings.streams_per_session)
        self.site, self.files, self.counters = site, static, counters
        self.greet = partial(_greet, site)
        self.threads = Threads("disk", 4, self.greet)
        self.hub = Hub(site.log, site.log.watcher(), self.threads, counters)
        self.quotas = Quotas(site.folder / "streams.lock", *limits)
        self.streams = Streams(site, self.hub, self.quotas, self.threads, counters)
        self.looks = Looks(site, Threads("look", 2, self.greet), counters)
        from webapp.front.metrics import Metrics  # only now: this process knows where it counts
        from webapp.front.status import standing

        self.numbers = Metrics(site)
        self._standing = lambda person: standing(site, person, self.numbers.collected())
        self._noted = set[str]()
        self._clock = asyncio.create_task(self._tick())

    async def health(self, request: Request, receive: Receive, send: Send) -> None:
        """This process is alive."""
        await _say(request, send, json_answer({"alive": True}, headers=_FRESH))

    async def readiness(self, request: Request, receive: Receive, send: Send) -> None:
        """Runs can be started: the store is writable and a trainer beats."""
        if not await self.threads.run(self.site.store.ready):
            raise Problem("not_ready", why=NOT_READY, headers={"Retry-After": "2"})
        await _say(request, send, json_answer({"ready": True}, headers=_FRESH))

    async def metrics(self, request: Request, receive: Receive, send: Send) -> None:
        """Numbers for Prometheus, of all web processes."""
        self._publish()
        text = await self.threads.run(self.numbers.text)
        await _say(request, send, Answer(text, type="text/plain; version=0.0.4", headers=_FRESH))

    async def status(self, request: Request, receive: Receive, send: Send) -> None:
        """Who runs what, for the presenter's page."""
        if not request.identity.presenter:
            raise Problem("presenter_only")
        self._publish()
        said = await self.threads.run(self._standing, request.identity.person)
        await _say(request, send, json_answer(said, headers=_FRESH))

    async def static(self, request: Request, receive: Receive, send: Send, name: str) -> None:
        """A file of the pages."""
        await _say(request, send, await self.files.answer(request, self.threads, name))

    async def run_stream(self, request: Request, receive: Receive, send: Send, run_id: str) -> None:
        """The events of one run."""
        await self.streams.of_run(request, receive, send, run_id)

    async def many_streams(self, request: Request, receive: Receive, send: Send) -> None:
        """The events of several sources."""
        await self.streams.of_many(request, receive, send)

    async def keyframes(self, request: Request, receive: Receive, send: Send, run_id: str) -> None:
        """The steps of a run that can be looked at."""
        said = await self.threads.run(keyframes, self.site, run_id)
        await _say(request, send, json_answer(said, headers=_FRESH))

    async def look(self, request: Request, receive: Receive, send: Send, run_id: str) -> None:
        """Pictures of a run at one step."""
        await _say(request, send, await self.looks.answer(request, run_id))

    async def state(self, request: Request, receive: Receive, send: Send, run_id: str) -> None:
        """The newest checkpoint as a file."""
        await send_state(request, send, self.site, self.threads, run_id)

    def close(self) -> None:
        """End what is still running in the background."""
        self.hub.close()
        self.hub.watcher.close()
        self.quotas.close()
        self._clock.cancel()
        self.threads.close()
        self.looks.threads.close()

    def _publish(self) -> None:
        self.counters.streams, self.counters.followed = len(self.hub), self.hub.followers
        self.numbers.publish(self.counters)

    async def _tick(self) -> None:
        """Work once a second for as long as the process lives, whatever goes wrong in one."""
        seconds, said = 0, ""
        while True:
            await asyncio.sleep(1)
            seconds += 1
            try:
                await self._work(seconds)
                said = ""
            except Exception as error:
                if said != str(error):  # not the same every second
                    log.exception("the work of every second failed; trying again")
                said = str(error)

    async def _work(self, seconds: int) -> None:
        """Publish what was counted; now and then forget garbage and old pictures."""
        self._publish()
        self.looks.cache.forget_unused(time.monotonic())
        sweep(seconds, len(self.hub))
        await self._note_watched(seconds)
        if seconds % TIDY_EVERY == 0:
            with contextlib.suppress(RuntimeError):  # the pool closes before this task ends
                await self._tidy()

    async def _note_watched(self, seconds: int) -> None:
        """Tell the store what has been watched since lately, and now and then all of it."""
        followed = self.hub.runs
        news = followed if seconds % WATCHED_EVERY == 0 else followed - self._noted
        self._noted = followed
        if news:
            with contextlib.suppress(Refused, RuntimeError):  # away or full; or the pool closes
                await self.threads.run(self.site.store.watched, sorted(news))

    async def _tidy(self) -> None:
        try:
            await self.threads.run(self.site.pictures.tidy)
        except OSError:
            log.warning("old pictures could not be removed", exc_info=True)


def _greet(site: Site) -> None:
    """Open what this thread needs of the store, unless that is away."""
    with contextlib.suppress(Refused):
        site.store.get("")


_FRESH = {"cache-control": "no-store"}


async def _say(request: Request, send: Send, answer: Answer) -> None:
    await answer.send(send, head=request.method == "HEAD")
