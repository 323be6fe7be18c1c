"""What is asked of a held run, done between two steps."""

from __future__ import annotations

from engine.events import Done, Note
from webapp.runs.run import Control
from webapp.trainer.held import Held
from webapp.trainer.leaving import called_back, end, give_back


def obey(held: Held, asked: Control) -> None:
    """Take over parameters first, then the command; a run that is stalled obeys later.

    One that leaves obeys what calls it back. The rest its next trainer reads.
    """
    if held.state == "stalled" or asked.version == held.control.version:
        if held.state != "stalled":
            held.control = asked  # only `looked` is news
        return
    further = asked.steps - held.control.steps
    held.control = asked
    if held.state == "leaving" and not called_back(held, asked.command):
        return
    if asked.params != held.params:
        held.change(asked.params)
    COMMANDS[asked.command](held, asked, further)


def begin(held: Held) -> None:
    """Open a run, and do what its last trainer did not come to do."""
    held.open()
    if held.control.command in ("pause", "stop"):
        COMMANDS[held.control.command](held, held.control, 0)


def _run(held: Held, asked: Control, further: int) -> None:
    held.remaining = None
    _go_on(held, asked)


def _step(held: Held, asked: Control, further: int) -> None:
    if further:
        held.remaining = (held.remaining or 0) + further
        _go_on(held, asked)


def _pause(held: Held, asked: Control, further: int) -> None:
    if held.state == "running":
        if asked.by == "lab":
            held.recorder.say([Note("unwatched", {})], held.opened.clock)
        held.pause(asked.by)


def _stop(held: Held, asked: Control, further: int) -> None:
    if asked.by == "lab":
        held.recorder.say([Note("left", {})], held.opened.clock)
    end(held, Done("stopped"), asked.by)


def _go_on(held: Held, asked: Control) -> None:
    """Run again; whoever has as many runs training as allowed waits in the queue again."""
    if held.state == "paused" and not held.resume(asked.by):
        give_back(held, "queued")


COMMANDS = {"run": _run, "step": _step, "pause": _pause, "stop": _stop}
