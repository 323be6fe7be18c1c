"""The ASGI application: guards, then its own handlers, then Flask in a small thread pool."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any, cast
from urllib.parse import quote

from a2wsgi import WSGIMiddleware

from webapp.api.site import Site
from webapp.errors import Problem, of_store
from webapp.errors.page import error_page
from webapp.front.asgi import (
    Answer,
    Receive,
    Request,
    Scope,
    Send,
    header_of,
    json_answer,
    query_of,
)
from webapp.front.bodies import (
    Gone,
    Room,
    drain,
    has_unread_body,
    limit_of,
    read_body,
    room_of,
    with_body,
)
from webapp.front.counters import Counters
from webapp.front.guard import check
from webapp.front.handlers import Handlers
from webapp.front.headers import Outgoing
from webapp.front.routes import match
from webapp.front.static import StaticFiles
from webapp.front.threads import start_all
from webapp.identity import cookie_of
from webapp.language import COOKIE as LANGUAGE
from webapp.language import choose
from webapp.logs import log, new_request
from webapp.runs.interface import Refused

THREADS = 8
FOR_PROGRAMS = ("/api/", "/static/", "/healthz", "/readyz", "/metrics")
PRINTABLE = "".join(map(chr, range(33, 127)))


class Front:
    """Everything a web process answers; `build` opens the lab at the first message."""

    def __init__(self, build: Callable[[], tuple[Site, Any, StaticFiles]]) -> None:
        self._build = build
        self._handlers: Handlers | None = None
        self.counters = Counters()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection of the server: its lifespan, a request, or a refused web socket."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    def end_streams(self) -> None:
        """The process was asked to stop: streams must not hold it up."""
        if self._handlers is not None:
            self._handlers.hub.close()

    def open(self) -> Handlers:
        """The handlers, made in the event loop that will run them."""
        if self._handlers is None:
            site, flask, static = self._build()
            self._flask = WSGIMiddleware(flask, workers=THREADS)
            self._site, self._room = site, Room(room_of(site.settings))
            self._handlers = Handlers(site, static, self.counters)
            start_all(self._flask.executor, THREADS, self._handlers.greet)
        return self._handlers

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            kind = (await receive())["type"]
            if kind == "lifespan.startup":
                self.open()
            elif self._handlers is not None:
                self._handlers.close()
                self._handlers = None
            await send({"type": f"{kind}.complete"})
            if kind == "lifespan.shutdown":
                return

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        handlers, began = self.open(), time.perf_counter()
        request = self._request(scope)
        settings = self._site.settings
        out = Outgoing(send, request, self._site.identities, settings.embed_from)
        try:
            check(request, self._site.hosts)
            await self._dispatch(handlers, request, receive, out)
        except Gone:
            return
        except Problem as problem:
            await self._refuse(request, receive, out, problem)
        except Refused as refused:
            await self._refuse(request, receive, out, of_store(refused))
        except Exception:
            log.exception("%s %s broke", request.method, request.path)
            await self._refuse(request, receive, out, Problem("internal", got=request.id))
        self.counters.count(out.status)
        took = round(1000 * (time.perf_counter() - began), 1)
        facts = {"status": out.status, "ms": took}
        log.info("%s %s", request.method, request.path, extra={"facts": facts})

    async def _dispatch(
        self, handlers: Handlers, request: Request, receive: Receive, out: Outgoing
    ) -> None:
        found = match(request.path, request.method)
        limit = limit_of(request.path, self._site.settings)
        with self._room.share() as share:
            body = await read_body(request, receive, share, limit)
            if found is None:
                scope, replay = with_body(request.scope, body, receive)
                await self._flask(cast(Any, scope), cast(Any, replay), cast(Any, out))
                return
        name, words = found
        await getattr(handlers, name)(request, receive, out, **words)

    def _request(self, scope: Scope) -> Request:
        """The request with what everyone wants to know of it; Flask reads it from the scope."""
        cookies = header_of(scope, b"cookie")
        asked = next((value for name, value in query_of(scope) if name == "lang"), "")
        identity = self._site.identities.read(cookies)
        remembered = cookie_of(cookies, LANGUAGE)
        lang = choose(asked, remembered, header_of(scope, b"accept-language"))
        query = quote(bytes(scope.get("query_string", b"")), safe=PRINTABLE).encode()
        proxies = self._site.settings.proxies
        given = header_of(scope, b"x-request-id") if proxies else ""
        number = new_request(str(scope["path"]), given)
        scope = {**scope, "query_string": query, "lab.identity": identity, "lab.lang": lang}
        request = Request(scope, number, identity, lang, proxies)
        scope["lab.address"] = request.address
        return request

    async def _refuse(
        self, request: Request, receive: Receive, out: Outgoing, problem: Problem
    ) -> None:
        if out.started:
            return
        linger = partial(drain, receive) if has_unread_body(request) else None
        head = request.method == "HEAD"
        await refusal(problem, request).send(out, head=head, linger=linger)


def refusal(problem: Problem, request: Request) -> Answer:
    """JSON for the API, a page for people."""
    headers = {"cache-control": "no-store", **problem.headers}
    if request.path.startswith(FOR_PROGRAMS):
        return json_answer(problem.to_json(request.lang), problem.status, headers)
    page = error_page(problem, request.lang, request.path, dict(request.query)).encode()
    return Answer(page, problem.status, "text/html; charset=utf-8", headers)
