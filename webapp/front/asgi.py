"""The three shapes of ASGI, one request as the front sees it, and one whole answer."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from webapp.identity import Identity

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

Linger = Callable[[], Awaitable[None]]

JSON = "application/json"
FORWARDED = b"x-forwarded-for"


@dataclass
class Request:
    """What the front reads of one request; `id` names it in the log."""

    scope: Scope
    id: str
    identity: Identity
    lang: str
    proxies: int = 0
    body_is_read: bool = False

    @property
    def method(self) -> str:
        """The verb, in upper case."""
        return str(self.scope["method"])

    @property
    def path(self) -> str:
        """The decoded path."""
        return str(self.scope["path"])

    @cached_property
    def headers(self) -> dict[str, str]:
        """Lower-case names; of a repeated header the last one."""
        return {k.decode("latin-1"): v.decode("latin-1") for k, v in self.scope["headers"]}

    @cached_property
    def query(self) -> list[tuple[str, str]]:
        """The names and values after the question mark, in order."""
        return query_of(self.scope)

    def asked(self, name: str, default: str = "") -> str:
        """The first value of a name in the query."""
        return next((value for key, value in self.query if key == name), default)

    @property
    def address(self) -> str:
        """The other end, as the socket says, or as the outermost of the declared proxies said.

        A client may write what it likes into the header; its proxies append what they saw, so
        only the last `proxies` entries count. Where nobody wrote any, the socket's word stands.
        """
        if self.proxies:
            said = ",".join(v.decode("latin-1") for k, v in self.scope["headers"] if k == FORWARDED)
            hops = [hop.strip() for hop in said.split(",") if hop.strip()][-self.proxies :]
            if hops:
                return hops[0]
        client = self.scope.get("client")
        return str(client[0]) if client else ""


@dataclass(frozen=True)
class Answer:
    """A whole answer, small enough to be held in memory."""

    body: bytes = b""
    status: int = 200
    type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)

    async def send(self, send: Send, *, head: bool = False, linger: Linger | None = None) -> None:
        """Say it, without the body when the question was HEAD; `linger` before hanging up."""
        said = {"content-type": self.type, "content-length": str(len(self.body))} | self.headers
        body = b"" if head else self.body
        await send(start(self.status, said))
        if linger is not None:
            await send({"type": "http.response.body", "body": body, "more_body": True})
            body = b""
            await linger()
        await send({"type": "http.response.body", "body": body})


def json_answer(said: Any, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    """An answer of JSON; without NaN, which JSON does not have."""
    body = json.dumps(said, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Answer(body.encode("utf-8", "replace"), status, JSON, headers or {})


def start(status: int, headers: dict[str, str]) -> Message:
    """The first message of an answer."""
    raw = [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in headers.items()]
    return {"type": "http.response.start", "status": status, "headers": raw}


def query_of(scope: Scope) -> list[tuple[str, str]]:
    """The query of a scope as text; bytes that are not UTF-8 become the replacement sign."""
    raw = bytes(scope.get("query_string", b"")).decode("latin-1")
    return parse_qsl(raw, keep_blank_values=True, errors="replace")


def header_of(scope: Scope, name: bytes) -> str:
    """One header of a scope, or nothing; several cookies are joined as one."""
    found = [v.decode("latin-1") for k, v in scope["headers"] if k == name]
    return "; ".join(found) if name == b"cookie" else (found[-1] if found else "")
