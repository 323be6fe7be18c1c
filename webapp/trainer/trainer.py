"""The loop of a trainer: its runs take turns, and control is read between any two steps."""

from __future__ import annotations

import contextlib
import functools
import logging
import time
from collections.abc import Callable

from engine.backend import Device, DeviceLost, device_error
from engine.sharing import Turns, quantum_on
from webapp import memory
from webapp.logs import about
from webapp.runs import Lab, Refused
from webapp.runs.run import Control, Lease, LeaseLost, Unavailable
from webapp.trainer.groups import Alone, side_by_side
from webapp.trainer.held import Held, SessionFailed
from webapp.trainer.leaving import give_back, go, leave, settle, turn
from webapp.trainer.mishaps import fall_back, last_words, no_room
from webapp.trainer.obey import begin, obey
from webapp.trainer.returning import Returning
from webapp.trainer.yielding import who_leaves

IDLE = 0.01
LOOK_AROUND = 0.5  # seconds after which control and queue are read even if nobody wrote
BEATS = 8  # in the time of a lease: a few may be missed
GIVE_BACK_EVERY = 1.0  # seconds between two returns of memory that runs have left
log = logging.getLogger("lab.trainer")


class Trainer:
    """Holds runs and advances them in turn until `stopping` is set, or its lost card is back."""

    def __init__(self, lab: Lab, worker: str, device: Device) -> None:
        self.lab, self.worker, self.device = lab, worker, device
        self.returning = Returning(lab.settings.device, device, lab.settings.folder)
        self.held: list[Held] = []
        self.turns: Turns[Alone] = Turns(quantum_on(device))
        self._groups: dict[Held, Alone] = {}
        self.stopping = self._let_go = False
        self._looked_around = self._beaten = self._given_back = float("-inf")

    def run(self, idle: float = float("inf")) -> None:
        """Train until asked to stop, or nothing trained for `idle` s; then give every run back."""
        busy = time.monotonic()
        while not (self.stopping or self.returning.back()) and time.monotonic() - busy < idle:
            self.once()
            if any(held.state == "running" for held in self.held):
                busy = time.monotonic()
        for held in list(self.held):
            self._guard(held, functools.partial(leave, held))
            self._drop(held)
        self.lab.close()

    def once(self) -> None:
        """Read what is asked, then one step of whoever is next, or a short sleep."""
        self.listen()
        self._let_go_of_left()
        if self._let_go and time.monotonic() >= self._given_back + GIVE_BACK_EVERY:
            self._let_go = False  # only here: nobody on the stack knows the session any more
            memory.give_back()
            self._given_back = time.monotonic()
        if self.turns.once(time.monotonic) is None:
            at = time.monotonic()
            soonest = min((held.due() for held in self.held), default=at + IDLE)
            time.sleep(max(0.0, min(IDLE, soonest - at)))

    def beat(self) -> None:
        """Renew the leases; a store that cannot be written now is tried again at the next beat.

        A timer calls this too, so that a step may take longer than a lease.
        """
        if time.monotonic() - self._beaten < self.lab.settings.lease_seconds / BEATS:
            return
        self._beaten = time.monotonic()
        with contextlib.suppress(Refused):
            self.lab.leases.beat(self.worker)

    def listen(self) -> None:
        """Read what is asked and what waits, if anybody wrote anything.

        Training goes on while the store does not answer; it is asked again a little later.
        """
        at = time.monotonic()
        try:
            if not self.lab.leases.changed() and at - self._looked_around < LOOK_AROUND:
                return
            self._looked_around = at
            self.beat()
            self._hear()
            self._make_room()
            self._claim()
        except Unavailable:
            self._looked_around = at

    def _hear(self) -> None:
        """Do for every run what is asked of it; drop what is somebody else's, open what is new."""
        asked = {control.id: control for control in self.lab.leases.controls(self.worker)}
        for held in list(self.held):
            control = asked.get(held.lease.run.id)
            if control is None or control.epoch != held.lease.epoch:
                self._drop(held)
            elif held.state == "stalled":
                self._guard(held, functools.partial(settle, held))
            else:
                self._guard(held, functools.partial(obey, held, control))
        known = {held.lease.run.id for held in self.held}
        for control in asked.values():
            if control.id not in known:
                self._take_up(control)

    def _step(self, held: Held) -> None:
        for one in side_by_side(held, self.held):
            self._guard(one, functools.partial(turn, one))

    def _claim(self) -> None:
        """Take up a waiting run if this trainer is the least loaded."""
        try:
            lease = self.lab.leases.claim(self.worker)
        except Refused:  # the disk is full: nothing new begins
            return
        if lease is not None:
            self._hear()

    def _take_up(self, control: Control) -> None:
        """Open a run that was claimed, be it that the answer to the claim was lost."""
        run = self.lab.store.get(control.id)
        if run is None or run.epoch != control.epoch:
            return
        held = Held(self.lab, Lease(run, self.worker, run.epoch), control, self.device)
        with about(run.id):
            log.info("claimed by %s, epoch %d", self.worker, run.epoch)
        self.held.append(held)
        self._groups[held] = Alone(held, self.held, self._step)
        self.turns.join(self._groups[held])
        self._guard(held, functools.partial(begin, held))
        self._looked_around = float("-inf")

    def _make_room(self) -> None:
        """Give back what others wait for, and paused runs that memory is too small for."""
        for held, state in who_leaves(self.held, self.lab, self.worker):
            self._guard(held, functools.partial(give_back, held, state))

    def _let_go_of_left(self) -> None:
        """Runs that leave are somebody else's as soon as all they have sent has arrived."""
        for held in [held for held in self.held if held.state == "leaving"]:
            self._guard(held, functools.partial(go, held))

    def _guard(self, held: Held, act: Callable[[], object]) -> None:
        """Do something for one run; whatever goes wrong, the trainer and its other runs go on."""
        with about(held.lease.run.id):
            self._attempt(held, act)
            if held.state == "ended":
                self._drop(held)

    def _attempt(self, held: Held, act: Callable[[], object]) -> None:
        try:
            act()
        except LeaseLost:
            self._drop(held)
        except SessionFailed as failed:
            self._broken(held, failed.__cause__ or failed)
        except Unavailable as error:
            log.warning("%s; trying again", error)
        except (OSError, Refused) as error:
            if held.state != "stalled":
                log.warning("%s; pausing", error)
                no_room(held, error)
        except Exception as error:
            self._broken(held, error)

    def _broken(self, held: Held, error: BaseException) -> None:
        """A run goes on without a lost card; else the reader learns a code, the log the rest."""
        cause = device_error(error)
        if isinstance(cause, DeviceLost) and held.device.kind != "cpu":
            log.error("the graphics card is lost; going on on the CPU", exc_info=error)
            self.device = self.returning.lost()  # this process cannot open it again
            self._attempt(held, functools.partial(fall_back, held))
            return
        held.stall("failed", last_words(cause, held))
        try:
            settle(held)
        except LeaseLost:
            self._drop(held)
        except (OSError, Refused):
            return  # owed; listen() tries again

    def _drop(self, held: Held) -> None:
        if held in self.held:
            log.info("let go of the run, %s", held.state)
            self.held.remove(held)
            self.turns.leave(self._groups.pop(held))
            self._looked_around, self._let_go = float("-inf"), True
            try:
                held.close()
            except Exception:  # the session is gone either way
                log.exception("the session could not be closed")
