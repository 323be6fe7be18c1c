"""News of one log told to all who follow it, some hundreds in each turn of the loop."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from webapp.front.counters import Counters
from webapp.front.listeners import Key, Subscriber, Wire, frame
from webapp.front.positions import tag

AT_ONCE = 256  # clients; some 3 ms
MOST = 1 << 16  # bytes written at once; those who lack more read it in parts


class Chunk(NamedTuple):
    """Frames that were new once: where they end, and the times they tell."""

    data: bytes
    end: int
    times: list[float]


class Tail(Protocol):
    """What is kept of a log."""

    source: str

    def behind(self, after: int) -> Chunk | None:
        """All that is kept behind `after`, as one; None when there is nothing."""

    def calm(self, after: int) -> bool:
        """Whether who has heard so far has nothing to do but to wait for more."""

    def count(self) -> None:
        """Those who were woken have read by now."""


@dataclass
class Said:
    """What all of one key hear, and how many of them did since that was last counted."""

    framed: bytes
    chunk: Chunk
    events: int
    heard: int = 0
    timed: int = 0  # of these, those who were there before its first time


class Rounds:
    """One round tells everybody; what comes meanwhile is told in the next, in one piece."""

    def __init__(self, subscribers: set[Subscriber], tail: Tail, counters: Counters) -> None:
        self._subscribers, self._tail, self._counters = subscribers, tail, counters
        self._loop = asyncio.get_running_loop()
        self._waiting: list[Subscriber] = []
        self._said: dict[Key, Said | None] = {}
        self._running = self._again = False

    def begin(self) -> None:
        """There is news, or an end."""
        self._said.clear()
        self._again = True
        if not self._running:
            self._turn()

    def _turn(self) -> None:
        if not self._waiting and self._again:
            self._again = False
            self._waiting = list(self._subscribers)
        try:
            for _ in range(min(AT_ONCE, len(self._waiting))):
                subscriber = self._waiting.pop()
                if not (subscriber.resting and self._told(subscriber)):
                    subscriber.wake()
        finally:
            self._count()
            self._loop.call_soon(self._tail.count)  # behind everyone who was woken just now
            self._running = bool(self._waiting) or self._again
            if self._running:
                self._loop.call_soon(self._turn)

    def _told(self, subscriber: Subscriber) -> bool:
        """Write what one who rests has not heard yet; whether it may rest on."""
        wire, after, source = subscriber.wire, subscriber.after, self._tail.source
        if wire is None or not wire.free:
            return False
        key = subscriber.key
        if key not in self._said:
            self._said[key] = self._say(subscriber, wire)
        said = self._said[key]
        if said is not None:
            wire.write(said.framed)
            after[source] = said.chunk.end
            subscriber.silent = False
            self._note(subscriber.began, said)
        return self._tail.calm(after[source])

    def _say(self, to: Subscriber, wire: Wire) -> Said | None:
        """What this one and all of its key are to hear; None when there is nothing, or too much."""
        chunk = self._tail.behind(to.after[self._tail.source])
        if chunk is None or len(chunk.data) > MOST:
            return None
        data = tag(chunk.data, self._tail.source, dict(to.after)) if to.tagged else chunk.data
        return Said(frame(data, chunked=wire.chunked), chunk, chunk.data.count(b"\n\n"))

    def _note(self, began: float, said: Said) -> None:
        """One more has heard it; those who came in the middle are few, and counted alone."""
        said.heard += 1
        times = said.chunk.times
        if times and began > times[0]:
            self._counters.lags.add([t for t in times if t >= began], time.time())
        else:
            said.timed += 1

    def _count(self) -> None:
        """How many events were said in this turn, and how late they were."""
        now = time.time()
        for said in self._said.values():
            if said is not None:
                self._counters.events += said.events * said.heard
                self._counters.lags.add(said.chunk.times, now, said.timed)
                said.heard = said.timed = 0
