"""One run in the memory of a trainer: its session, and what it owes to the log."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from engine.backend import Device
from engine.events import Done, Event, Note, Start, State
from engine.schema import change
from webapp.runs import Lab
from webapp.runs.run import Control, Lease
from webapp.trainer.keeper import Keeper
from webapp.trainer.opening import Opened, open_session
from webapp.trainer.pace import Pace
from webapp.trainer.recorder import Recorder


class SessionFailed(Exception):
    """The session raised; the cause says what."""


class Held:
    """A run that this trainer owns; `state` is running, paused, stalled, leaving or ended.

    Every method that writes raises LeaseLost when somebody else owns the run meanwhile, and
    OSError or Refused on a full disk; the trainer then calls `stall`.
    """

    opened: Opened
    reached: int  # the last step that was done whole

    def __init__(self, lab: Lab, lease: Lease, control: Control, device: Device) -> None:
        self.lab, self.lease, self.control, self.device = lab, lease, control, device
        self.state = "running"
        self.since = time.monotonic()
        self.remaining: int | None = None
        if control.command == "step":
            self.remaining = control.steps - control.taken
        self.params = dict(lease.run.params)
        self.recorder = Recorder(lab, lease)
        self.keeper = Keeper(lab, lease, self.recorder)
        self.owed: tuple[str, list[Event]] = ("paused", [])  # a state, and the words before it
        self.before = "running"  # what it was when it began to leave

    def open(self) -> None:
        """Say that it runs, open the session, say where it starts; raises SessionFailed."""
        run = self.lease.run
        self.recorder.say([State("running", by=self.control.by)], 0.0)
        try:
            self.opened = open_session(self.lab, run, self.device)
        except Exception as error:
            raise SessionFailed(run.id) from error
        if self.remaining is not None:  # a trainer that died had no time to tell the store
            self.remaining = min(self.remaining, self.control.steps - self.opened.taken)
        self.pace, self.reached = Pace(self.opened.demo), self.step
        self.recorder.keep_rows(self.opened.demo.rows)
        self.recorder.keyframes.forget_after(self.step)
        device = self.opened.device.name
        start = Start(run.id, run.demo, self.params, self.step, self.lease.epoch, device)
        self.recorder.say([start, *self.opened.past], self.opened.clock)
        self.change(self.params)
        self.keeper.picture(self.opened, self.control.looked)

    @property
    def step(self) -> int:
        """How many optimization steps the session has done."""
        return self.opened.session.step

    @property
    def taken(self) -> int:
        """How many of the steps that were asked for are gone, or were called off."""
        return self.control.steps - (self.remaining or 0)

    def due(self) -> float:
        """When it wants its next turn (time.monotonic); infinity while it does not run."""
        return self.pace.due() if self.state == "running" else float("inf")

    def advance(self) -> Done | None:
        """One step or slice, and what is due after it; how it is over if so; SessionFailed."""
        before, began = self.step, time.perf_counter()
        try:
            events = self.opened.session.advance()
        except Exception as error:
            raise SessionFailed(self.lease.run.id) from error
        self.opened.spend(time.perf_counter() - began)
        done = next((event for event in events if isinstance(event, Done)), None)
        self.recorder.take([event for event in events if event is not done], self.opened.clock)
        if self.step != before:
            self._stepped()
        if done is not None:
            return done
        if 0 < self.lab.settings.steps_per_run <= self.step:
            said = Note("steps", {"limit": self.lab.settings.steps_per_run})
            self.recorder.say([said], self.opened.clock)
            return Done("finished")
        if self.remaining is not None and self.remaining <= 0:
            self.pause(self.control.by)
        else:
            self.opened.taken = self.taken
            self.keeper.keep(self.opened, self.params)
        return None

    def change(self, params: Mapping[str, str]) -> None:
        """Take over live parameters; raises BadParams, or SessionFailed when the session does."""
        demo = change(self.opened.demo, params)
        self.params = dict(params)
        if demo == self.opened.demo:
            return
        try:
            events = self.opened.session.change(demo)
        except Exception as error:
            raise SessionFailed(self.lease.run.id) from error
        self.opened.demo = demo
        self.pace.follow(demo)
        self.recorder.take(events, self.opened.clock)

    def pause(self, by: str) -> None:
        """Stop advancing, stay warm, and save."""
        self.remaining = None
        self.state, self.since = "paused", time.monotonic()
        self.recorder.say([State("paused", by=by)], self.opened.clock)
        self.lab.leases.pause(self.lease, self.control)
        self.keeper.show(self.opened)
        self.save()

    def resume(self, by: str) -> bool:
        """Go on, if the person has a live place free."""
        if not self.lab.leases.admit(self.lease):
            return False
        self.state, self.since = "running", time.monotonic()
        self.pace.follow(self.opened.demo)
        self.recorder.say([State("running", by=by)], self.opened.clock)
        return True

    def stall(self, state: str, events: Sequence[Event]) -> None:
        """What cannot be written now is owed; `settle` tries again."""
        self.state = "stalled"
        self.owed = (state, list(events))
        self.recorder.keyframes.make_room()

    def save(self) -> None:
        """Replace the checkpoint and tell the store how far the run is."""
        self.opened.taken = self.taken
        self.keeper.save(self.opened, self.params)

    def close(self) -> None:
        """Free the session's memory and processes."""
        if hasattr(self, "opened"):
            self.opened.session.close()

    def _stepped(self) -> None:
        self.reached = self.step
        self.pace.stepped(time.monotonic())
        if self.remaining is not None:
            self.remaining -= 1
        self.keeper.picture(self.opened, self.control.looked)
