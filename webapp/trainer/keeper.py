"""When a run's checkpoint and its place in the table are written."""

from __future__ import annotations

import time

from engine.statefile import BadState
from webapp.runs import Lab
from webapp.runs.run import Lease
from webapp.trainer.courier import Courier
from webapp.trainer.opening import Opened, checkpoint_of
from webapp.trainer.pictures import Pictures
from webapp.trainer.recorder import Recorder

SAVE_EVERY = 2.0
SAVE_SHARE = 50  # a checkpoint that takes t seconds comes every 50 t at the most
LINK_SHARE = 4  # one that is t seconds on its way, every 4 t
TELL_EVERY = 1.0


class Keeper:
    """What must survive of one session; raises LeaseLost, OSError or Refused."""

    def __init__(self, lab: Lab, lease: Lease, recorder: Recorder) -> None:
        self._lab, self._lease, self._recorder = lab, lease, recorder
        self._saved = self._told = time.monotonic()
        self._save_every = SAVE_EVERY
        self._courier = None if lab.log.near else Courier()
        self._pictures = Pictures(recorder, lab.log.near)
        self.picture, self.show = self._pictures.take, self._pictures.show

    def keep(self, opened: Opened, params: dict[str, str]) -> None:
        """Save or report if it is time."""
        at, courier = time.monotonic(), self._courier
        if courier is not None and courier.arrived():
            self._saved, self._save_every = at, max(self._save_every, LINK_SHARE * courier.took)
            self._tell(opened, saved=True)
        elif at - self._saved >= self._save_every and not (courier and courier.busy):
            self.save(opened, params)
        elif at - self._told >= TELL_EVERY:
            self._tell(opened, saved=False)

    def save(self, opened: Opened, params: dict[str, str]) -> None:
        """Replace the checkpoint and tell the store how far the run is.

        The log is brought up to it first: who goes on from here finds no hole behind. Weights
        that have overflowed are not saved: the last finite ones are worth more. What goes to a
        store that is far away is under way then: `flush` waits for it.
        """
        self._recorder.say([], opened.clock)
        began, courier = time.monotonic(), self._courier
        try:
            made = checkpoint_of(opened, self._lease.run, params)
            if courier is None:
                self._recorder.save(*made)
            else:
                courier.send(self._recorder.packed(*made))
        except BadState as bad:
            if bad.rule != "finite":
                raise
        self._saved = time.monotonic()
        self._save_every = max(SAVE_EVERY, SAVE_SHARE * (self._saved - began))
        self._tell(opened, saved=courier is None)

    def flush(self, opened: Opened) -> None:
        """Before the run is given away: everything has arrived."""
        self._pictures.flush()
        if self._courier is not None and self._courier.flush():
            self._tell(opened, saved=True)

    def forget(self) -> None:
        """What could not be sent while there was no room is not raised once there is."""
        self._pictures.forget()
        if self._courier is not None:
            self._courier.forget()

    def landed(self, opened: Opened) -> bool:
        """Whether everything has arrived, without waiting; raises what went wrong."""
        courier = self._courier
        if not self._pictures.landed() or (courier is not None and courier.busy):
            return False
        if courier is not None and courier.arrived():
            self._tell(opened, saved=True)
        return True

    def _tell(self, opened: Opened, saved: bool) -> None:
        size = self._lab.files.size(self._lease.run.id)
        used, opened.used = opened.used, 0.0
        self._lab.leases.progress(self._lease, opened.session.step, used, size, saved)
        self._told = time.monotonic()
