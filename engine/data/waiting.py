"""Waiting that can be left at any moment: an event every tenth of a second."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator
from typing import TypeVar

from engine.events import Event, Metrics

TICK_S = 0.1

T = TypeVar("T")


class Meter:
    """Progress as Metrics events: `bytes` of `total` (0 where nobody knows it)."""

    def __init__(self) -> None:
        self.step, self.done, self.total = 0, 0, 0

    def start(self, total: int, done: int = 0) -> None:
        """A new stretch of work begins."""
        self.done, self.total = done, total

    def beat(self, more: int = 0) -> Metrics:
        """The next event, `more` bytes further."""
        self.step, self.done = self.step + 1, self.done + more
        return Metrics(self.step, {"bytes": self.done, "total": max(self.total, self.done)})


def patiently(work: Callable[[], T], meter: Meter) -> Generator[Event, None, T]:
    """Do what may block (a read from a network, a long decode) in a thread of its own.

    Returns its result or raises its exception. A generator closed while it waits leaves the
    thread to end by itself; it is a daemon, so that it holds up no exit.
    """
    answers: queue.SimpleQueue[tuple[T | None, BaseException | None]] = queue.SimpleQueue()

    def answer() -> None:
        try:
            answers.put((work(), None))
        except BaseException as error:  # handed over, not swallowed
            answers.put((None, error))

    threading.Thread(target=answer, daemon=True).start()
    while True:
        try:
            result, error = answers.get(timeout=TICK_S)
        except queue.Empty:
            yield meter.beat()
            continue
        if error is not None:
            raise error
        return result  # type: ignore[return-value]  # None only where T allows it


def pause(seconds: float, meter: Meter) -> Generator[Event, None, None]:
    """Let some time pass."""
    yield from patiently(lambda: threading.Event().wait(seconds), meter)
