"""Pictures at one step, recomputed from a keyframe: one computation however many ask.

The same address gives the same bytes for ever, so browsers and proxies may keep them; what
shows a reader's own picture is for that reader alone.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from engine.events import name_of, to_wire
from engine.schema import BadParams, Refusal, parse
from webapp.api.pictures import pixels_of
from webapp.api.site import Site
from webapp.demos import DEMOS, LiveDemo
from webapp.errors import Problem, bad_params
from webapp.front.asgi import Answer, Request
from webapp.front.cache import ByteCache
from webapp.front.counters import Counters
from webapp.front.static import accepts_gzip
from webapp.front.threads import Threads
from webapp.runs.interface import Refused, Run

ROOM = 64 << 20
LOOK_EVERY_S = 1.0
MOST_WAITING = 50  # looks that wait for a thread: about three seconds
STEP = re.compile(r"[0-9]{1,15}")
OWN = re.compile(r"own:[0-9a-f]{64}")
NOT_ASKED = ("step", "lang", "v")
SHARED = "public, max-age=31536000, immutable"
PRIVATE = "private, max-age=3600"


@dataclass
class Looks:
    """Answers `/api/runs/<id>/look`; marks a run as looked at, at most once a second."""

    site: Site
    threads: Threads
    counters: Counters
    cache: ByteCache = field(default_factory=lambda: ByteCache(ROOM))
    _looked: dict[str, float] = field(default_factory=dict)
    _waiting: int = 0

    async def answer(self, request: Request, run_id: str) -> Answer:
        """The events of one question, as JSON."""
        run = await self.threads.run(self.site.store.get, run_id)
        if run is None:
            raise Problem("unknown_run", got=run_id)
        await self._mark(run_id)
        ask, step = question(request)
        own = tuple(sorted({name for text in ask.values() for name in OWN.findall(text)}))
        person = request.identity.person if own else ""
        key = (run.id, run.epoch, step, person, tuple(ask.items()))
        self.counters.looks += 1
        try:
            body = await self.cache.get(key, lambda: self._compute(run, ask, step, person))
        except Problem as problem:
            near = problem.extra.get("nearest", -1)
            if problem.code != "unknown_step" or step > near:
                raise
            return moved(run_id, ask, near)
        headers = {"cache-control": PRIVATE if own else SHARED, "vary": "Accept-Encoding"}
        if not accepts_gzip(request):
            return Answer(body, headers=headers)
        squeezed = await self.cache.get((*key, "gzip"), lambda: self._squeeze(body))
        return Answer(squeezed, headers=headers | {"content-encoding": "gzip"})

    async def _compute(self, run: Run, ask: dict[str, str], step: int, person: str) -> bytes:
        if self._waiting >= MOST_WAITING:
            raise Problem("busy", headers={"Retry-After": "1"})
        self.counters.computed += 1
        self._waiting += 1
        try:
            return await self.threads.run(look, self.site, run, ask, step, person)
        finally:
            self._waiting -= 1

    async def _squeeze(self, body: bytes) -> bytes:
        return await self.threads.run(gzip.compress, body, 1)

    async def _mark(self, run_id: str) -> None:
        now = time.monotonic()
        if now - self._looked.get(run_id, -LOOK_EVERY_S) >= LOOK_EVERY_S:
            self._looked = {k: t for k, t in self._looked.items() if now - t < LOOK_EVERY_S}
            self._looked[run_id] = now
            with contextlib.suppress(Refused):  # a full disk: pictures are shown all the same
                await self.threads.run(self.site.store.looked, run_id)


def moved(run_id: str, ask: dict[str, str], step: int) -> Answer:
    """Where a step's picture is now: a newest keyframe is soon replaced by a newer one."""
    query = urlencode({**ask, "step": step})
    headers = {"location": f"/api/runs/{run_id}/look?{query}", "cache-control": "no-store"}
    return Answer(b"{}", 307, headers=headers)


def question(request: Request) -> tuple[dict[str, str], int]:
    """What is asked, in canonical order, and of which step."""
    asked = dict(sorted(request.query))
    step = asked.get("step", "")
    if not STEP.fullmatch(step):
        raise bad_params({"step": Refusal("integer", step, 0, 10**15 - 1)})
    return {name: text for name, text in asked.items() if name not in NOT_ASKED}, int(step)


def look(site: Site, run: Run, ask: dict[str, str], step: int, person: str) -> bytes:
    """Load the keyframe and let the demo look; in a thread."""
    demo = demo_of(run)
    named = {name for text in ask.values() for name in OWN.findall(text)}
    own = {name: pixels_of(site.pictures, person, name) for name in sorted(named)}
    try:
        weights = site.files.load_keyframe(run.id, step)
    except KeyError:
        raise unknown_step(site, run.id, step) from None
    try:
        events = demo.look({**ask, "own": own}, weights, step)
    except BadParams as bad:
        raise bad_params(bad) from None
    said = [{"event": name_of(event), **to_wire(event)} for event in events]
    return json.dumps({"events": said}, ensure_ascii=False, separators=(",", ":")).encode()


def demo_of(run: Run) -> LiveDemo:
    """The run's demo with the run's parameters."""
    cls = DEMOS.get(run.demo)
    if cls is None or not issubclass(cls, LiveDemo):
        raise Problem("no_steps")
    try:
        return parse(cls, run.params)
    except BadParams as bad:  # a run of an older declaration
        raise bad_params(bad) from None


def unknown_step(site: Site, run_id: str, step: int) -> Problem:
    """The refusal of a step that is not kept, naming the nearest one that is."""
    kept, latest = site.files.steps(run_id)
    steps = sorted({*kept, *([latest] if latest is not None else [])})
    if not steps:
        return Problem("no_steps")
    later = [kept_step for kept_step in steps if kept_step >= step]
    near = later[0] if later else steps[-1]
    return Problem("unknown_step", got=step, near=near, extra={"nearest": near})


def keyframes(site: Site, run_id: str) -> dict[str, object]:
    """The steps one can look at: the kept ones and the newest."""
    if site.store.get(run_id) is None:
        raise Problem("unknown_run", got=run_id)
    kept, latest = site.files.steps(run_id)
    return {"steps": kept, "latest": latest}
