"""When a run's keyframes are written, and how they get to a store that is far away."""

from __future__ import annotations

import functools
import math
import time

import numpy as np

from engine.backend import to_numpy
from webapp.runs.clock import now
from webapp.runs.interface import Arrays
from webapp.trainer.courier import Courier
from webapp.trainer.opening import Opened
from webapp.trainer.recorder import Recorder

SHOW_EVERY = 0.2  # seconds between two newest keyframes while somebody looks
LOOKING = 3.0  # seconds a look lasts
QUICK = 0.1  # seconds: for one that takes longer to write the run does not wait
LINK_SHARE = 4  # then the next comes after 4 times as long


class Pictures:
    """The keyframes of one session; raises LeaseLost, OSError or Refused.

    To a store that is far away they are sent one at a time. Where that is slow, those that are
    due meanwhile are left out: a reader sees fewer pictures, and the run does not wait for them.
    """

    def __init__(self, recorder: Recorder, near: bool) -> None:
        self._recorder = recorder
        self._courier = None if near else Courier()
        self._written = list[tuple[int, bool]]()  # and not yet announced
        self._shown, self._shown_step, self._after = float("-inf"), -1, 0.0

    def take(self, opened: Opened, looked: float) -> None:
        """Keep the keyframe of a chosen step; show the newest one to those who look."""
        self._settle()
        if time.monotonic() < self._after or (self._courier and self._courier.busy):
            return
        watched = now() - looked < LOOKING and time.monotonic() - self._shown >= SHOW_EVERY
        if self._recorder.keyframes.due(opened.session.step):
            self.show(opened, kept=True)
        elif watched:
            self.show(opened)

    def show(self, opened: Opened, kept: bool = False) -> None:
        """Write the keyframe of this step, unless that has been done."""
        step = opened.session.step
        if step == self._shown_step and not kept:
            return
        arrays = opened.session.keyframe()
        self._shown, self._shown_step = time.monotonic(), step
        if not arrays:
            return
        if self._courier is None:
            self._write(step, arrays, kept)
        else:  # the session goes on with its own
            own = {name: np.array(to_numpy(array)) for name, array in arrays.items()}
            self._courier.send(functools.partial(self._write, step, own, kept))
        self._settle(QUICK)

    def flush(self) -> None:
        """Wait for what is under way."""
        self._settle(math.inf)

    def landed(self) -> bool:
        """Whether nothing is under way, and all that is there is announced."""
        if self._courier is not None and self._courier.busy:
            return False
        self._settle()
        return True

    def forget(self) -> None:
        """Pictures that could not be sent are left out."""
        if self._courier is not None:
            self._courier.forget()

    def _write(self, step: int, arrays: Arrays, kept: bool) -> None:
        self._recorder.show(step, arrays, kept)
        self._written.append((step, kept))

    def _settle(self, seconds: float = 0.0) -> None:
        """Announce what is there to be looked at; raises what went wrong with it."""
        courier = self._courier
        if courier is not None and courier.flush(seconds) and courier.took > QUICK:
            self._after = time.monotonic() + LINK_SHARE * courier.took
        while self._written:
            self._recorder.announce(*self._written.pop(0))
