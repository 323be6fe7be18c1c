"""Brings checkpoints and pictures to a store that is far away, while training goes on."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

BEAT_S = 0.1  # the timer that renews leases is heard in between, whichever thread it met
Send = Callable[[], None]
_road = threading.Lock()  # one at a time, whichever run of this process it belongs to


class Courier:
    """What one run sends on its way, in order; of those that wait only the newest.

    A sender is fenced by itself: one that comes late, for a run that somebody else has by
    then, is refused by the store. What went wrong is raised by the next call of the owner.
    """

    def __init__(self) -> None:
        self._turn = threading.Condition()
        self._next: Send | None = None
        self._wrong: Exception | None = None
        self._arrived = False
        self.busy = False
        self.took = 0.0  # seconds, the last one

    def send(self, act: Send) -> None:
        """Do it on another thread; it takes the place of one that has not begun."""
        with self._turn:
            self._next = act
            if not self.busy:
                self.busy = True
                threading.Thread(target=self._work, name="courier", daemon=True).start()

    def arrived(self) -> bool:
        """Whether one has arrived since the last call; raises what went wrong."""
        with self._turn:
            said, self._arrived = self._arrived, False
            wrong, self._wrong = self._wrong, None
        if wrong is not None:
            raise wrong
        return said

    def flush(self, seconds: float = math.inf) -> bool:
        """Wait until nothing is under way, at most so long; as `arrived`."""
        end = time.monotonic() + seconds
        with self._turn:
            while self.busy and (left := end - time.monotonic()) > 0:
                self._turn.wait(min(left, BEAT_S))
        return self.arrived()

    def forget(self) -> None:
        """What went wrong is known already: it is not raised again."""
        with self._turn:
            self._wrong = None

    def _work(self) -> None:
        while (act := self._take()) is not None:
            try:
                with _road:
                    began = time.monotonic()
                    act()
                    self.took = time.monotonic() - began
            except Exception as error:
                self._wrong = error
            else:
                self._arrived = True

    def _take(self) -> Send | None:
        with self._turn:
            act, self._next = self._next, None
            if act is None:
                self.busy = False
                self._turn.notify_all()
            return act
