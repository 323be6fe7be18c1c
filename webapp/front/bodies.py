"""The whole body is read here, on the event loop, before a thread is taken for the request."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

from engine.registry import Text
from webapp.errors import Problem
from webapp.front.asgi import Message, Receive, Request, Scope
from webapp.settings import Settings

MB = 1 << 20
LONGEST_S = 10.0
LINGER_S = 2.0
SMALL = MB >> 4  # of each body; so much is never refused for want of room


class Room:
    """The bytes of bodies this process holds, each from its arrival to the end of its answer."""

    def __init__(self, most: int) -> None:
        self.most = self.left = most

    @contextlib.contextmanager
    def share(self) -> Iterator[Share]:
        """What one request takes of it, given back at the end."""
        taken = Share(self)
        try:
            yield taken
        finally:
            self.left += taken.size


class Share:
    """One request's part of the room."""

    def __init__(self, room: Room) -> None:
        self._room, self.size, self._free = room, 0, SMALL

    def take(self, size: int) -> None:
        """Hold so many bytes more; raises Problem when the process holds too many already."""
        free = min(size, self._free)
        self._free -= free
        size -= free
        if size > self._room.left:
            raise Problem("crowded", high=self._room.most, headers={"Retry-After": "2"})
        self._room.left -= size
        self.size += size


class Gone(Exception):
    """The client left before its body was complete; nobody is there to hear an answer."""


def room_of(settings: Settings) -> int:
    """Bytes of bodies that one process holds at once: two states and some pictures."""
    return 2 * settings.state_bytes + 16 * MB


def limit_of(path: str, settings: Settings) -> int:
    """Bytes a body may have at this address."""
    uploads = {"/api/images": settings.image_bytes, "/api/states": settings.state_bytes}
    return uploads.get(path, MB)


async def read_body(
    request: Request, receive: Receive, share: Share, limit: int, seconds: float = LONGEST_S
) -> bytes:
    """Every byte of the body; raises Problem for one too long or too slow, Gone for none."""
    announced = request.headers.get("content-length", "0")
    if not (announced.isascii() and announced.isdigit()):
        raise Problem("bad_request")
    if len(announced) > 18 or int(announced) > limit:
        raise Problem("too_large", high=_size(limit))
    try:
        async with asyncio.timeout(seconds):
            body = await _collect(receive, limit, share)
    except TimeoutError:
        raise Problem("timeout", high=f"{seconds:g}") from None
    request.body_is_read = True
    return body


def has_unread_body(request: Request) -> bool:
    """Whether the client may still be sending what nobody will read."""
    announced = request.headers.get("content-length", "0") != "0"
    return not request.body_is_read and (announced or "transfer-encoding" in request.headers)


async def drain(receive: Receive, seconds: float = LINGER_S) -> None:
    """Let the client finish sending for a moment: a reset would lose the answer on its way."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await receive()).get("more_body", False):
                pass


def _size(limit: int) -> Text:
    """A limit as people say it."""
    if limit < MB:
        return f"{limit} bytes", f"{limit} بایت"
    return f"{limit / MB:.4g} MB", f"{limit / MB:.4g} مگابایت"


async def _collect(receive: Receive, limit: int, share: Share) -> bytes:
    """One growing buffer: thousands of parts would leave the memory in pieces."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part, more = message.get("body", b""), message.get("more_body", False)
        if len(body) + len(part) > limit:
            raise Problem("too_large", high=_size(limit))
        share.take(len(part))
        body += part
    return bytes(body)


def with_body(scope: Scope, body: bytes, receive: Receive) -> tuple[Scope, Receive]:
    """The same request as if it had arrived at once, with its length known."""
    framing = (b"content-length", b"transfer-encoding")
    headers = [(name, value) for name, value in scope["headers"] if name not in framing]
    headers.append((b"content-length", str(len(body)).encode()))
    said = False

    async def replay() -> Message:
        nonlocal said
        if said:
            return await receive()
        said = True
        return {"type": "http.request", "body": body, "more_body": False}

    return {**scope, "headers": headers}, replay
