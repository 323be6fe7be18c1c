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

ENDS = {"stopped": "stopped"}  # the state a run ends in, by the reason; done for the others


class SessionFailed(Exception):
    """The session raised; the cause says what."""


class Held:
    """A run that this trainer owns; `state` is running, paused, stalled or ended.

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
        self._keeper = Keeper(lab, lease, self.recorder)
        self._owed: tuple[str, list[Event]] = ("paused", [])

    def open(self) -> None:
        """Say that it runs, open the session, say where it starts; raises SessionFailed."""
        run = self.lease.run
        self.recorder.say([State("running", by=self.control.by)], 0.0)
        try:
            self.opened = open_session(self.lab, run, self.device)
        except Exception as error:
            raise SessionFailed(run.id) from error
        self.pace, self.reached = Pace(self.opened.demo), self.step
        self.recorder.keep_rows(self.opened.demo.rows)
        self.recorder.keyframes.forget_after(self.step)
        device = self.opened.device.name
        start = Start(run.id, run.demo, self.params, self.step, self.lease.epoch, device)
        self.recorder.say([start, *self.opened.past], self.opened.clock)
        self.change(self.params)
        self._keeper.picture(self.opened, self.control.looked)

    @property
    def step(self) -> int:
        """How many optimization steps the session has done."""
        return self.opened.session.step

    def due(self) -> float:
        """When it wants its next turn (time.monotonic); infinity while it does not run."""
        return self.pace.due() if self.state == "running" else float("inf")

    def advance(self) -> None:
        """One step or slice of the session, and what is due after it; raises SessionFailed."""
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
            self.end(done, "lab")
        elif 0 < self.lab.settings.steps_per_run <= self.step:
            said = Note("steps", {"limit": self.lab.settings.steps_per_run})
            self.recorder.say([said], self.opened.clock)
            self.end(Done("finished"), "lab")
        elif self.remaining is not None and self.remaining <= 0:
            self.pause(self.control.by)
        else:
            self._keeper.keep(self.opened, self.params)

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
        self._keeper.show(self.opened)
        self.save()

    def resume(self, by: str) -> bool:
        """Go on, if the person has a live place free."""
        if not self.lab.leases.admit(self.lease):
            return False
        self.state, self.since = "running", time.monotonic()
        self.pace.follow(self.opened.demo)
        self.recorder.say([State("running", by=by)], self.opened.clock)
        return True

    def end(self, done: Done, by: str) -> None:
        """The last picture, the last state and the last word."""
        self._keeper.show(self.opened)
        self.save()
        self._keeper.flush(self.opened)
        state = ENDS.get(done.reason, "done")
        self.recorder.say([State(state, by=by), done], self.opened.clock)
        self._release(state)

    def give_back(self, state: str) -> None:
        """Save and leave the run to another trainer, or to a later start, in `state`."""
        self.save()
        self._keeper.flush(self.opened)
        if self.state != state:
            self.recorder.say([State(state)], self.opened.clock)
        self._release(state)

    def leave(self) -> None:
        """Give back: paused stays paused, and what ran waits for its next trainer."""
        if self.state == "stalled":
            self.settle()
        if self.state != "ended":
            self.give_back("paused" if self.state == "paused" else "queued")

    def stall(self, state: str, events: Sequence[Event]) -> None:
        """What cannot be written now is owed; `settle` tries again."""
        self.state = "stalled"
        self._owed = (state, list(events))
        self.recorder.keyframes.make_room()

    def settle(self) -> None:
        """Write what is owed; then the run is paused, or over."""
        state, events = self._owed
        clock = self.opened.clock if hasattr(self, "opened") else 0.0
        self.recorder.say([*events], clock)
        if state == "paused":
            self.state, self.remaining = "paused", None
            self.lab.leases.pause(self.lease, self.control)
            self.save()
        else:
            self._release(state)

    def stall_for_disk(self) -> None:
        """The disk is full: pause as soon as that much can be said."""
        self.stall("paused", [Note("disk_full", {}), State("paused")])

    def save(self) -> None:
        """Replace the checkpoint and tell the store how far the run is."""
        self._keeper.save(self.opened, self.params)

    def close(self) -> None:
        """Free the session's memory and processes."""
        if hasattr(self, "opened"):
            self.opened.session.close()

    def _stepped(self) -> None:
        self.reached = self.step
        self.pace.stepped(time.monotonic())
        if self.remaining is not None:
            self.remaining -= 1
        self._keeper.picture(self.opened, self.control.looked)

    def _release(self, state: str) -> None:
        self.lab.leases.release(self.lease, state)
        self.state = "ended"
