"""Who follows a stream, how far each has heard, and a way to say the same thing to thousands.

A task a client costs more than the sending. So the server's connections offer a wire in the
scope, and what is new goes to all who rest straight from where it was read: framed once,
written to each socket. Whoever has no wire (HTTP/2, another server), or has not taken what
was written before, is woken and reads for himself.
"""

from __future__ import annotations

import asyncio
import time
from typing import Protocol

WIRE = "lab.wire"  # the name of a wire in an ASGI scope

Key = tuple[object, ...]


class Wire(Protocol):
    """A connection whose answer has begun."""

    chunked: bool  # HTTP/1.1; before it the end of the connection is the end of the answer

    @property
    def free(self) -> bool:
        """Whether it is open, and less waits in it than what makes `send` wait."""

    def write(self, framed: bytes) -> None:
        """Pass on what `frame` made."""


class Subscriber:
    """One client: how far it has heard of every source, in the order of its address.

    `news` is set when any source grew, or when it must leave. While it rests it has heard
    everything, and nothing else writes to its wire.
    """

    def __init__(
        self, after: dict[str, int], *, tagged: bool = False, wire: Wire | None = None
    ) -> None:
        self.after, self.tagged, self.wire = after, tagged, wire
        self.began = time.time()  # what was written before is not late for it
        self.news = asyncio.Event()
        self.resting = False
        self.silent = True  # nothing was said since the keep-alive bell rang
        self.idle = False  # and it rang again
        self.gone = False  # the client left, or the server is shutting down

    @property
    def key(self) -> Key:
        """Who has the same key is to hear the same."""
        return (self.wire and self.wire.chunked, self.tagged, *self.after.items())

    def wake(self) -> None:
        """There is something to read, or to do."""
        self.resting = False
        self.news.set()

    async def rest(self) -> None:
        """Until there is more to do than to hear what all hear."""
        self.resting = not self.news.is_set()
        await self.news.wait()

    def leave(self) -> None:
        """End the stream at its next turn."""
        self.gone = True
        self.wake()


def frame(data: bytes, *, chunked: bool) -> bytes:
    """A part of an answer as it goes over the wire (RFC 9112, section 7.1)."""
    return b"%x\r\n%b\r\n" % (len(data), data) if chunked else data
