"""How a run leaves its trainer: what it sent has arrived, its last words are said, then its lease.

To a store that is far away a checkpoint is long under way. The run is `leaving` meanwhile: it
does not step, keeps its place, and its trainer's other runs go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.events import Done, Event, State
from webapp.runs.run import ENDED, Control
from webapp.trainer.held import Held

ENDS = {"stopped": "stopped"}  # the state a run ends in, by the reason; done for the others
CALLS = {"queued": ("pause", "stop"), "paused": ("run", "step", "stop")}  # back, by where it goes


def turn(held: Held) -> None:
    """One step or slice; the end, if that was the last; raises SessionFailed."""
    done = held.advance()
    if done is not None:
        end(held, done, "lab")


def end(held: Held, done: Done, by: str) -> None:
    """The last picture, the last state and the last word."""
    if held.state != "leaving":
        held.keeper.show(held.opened)
        held.save()
    state = ENDS.get(done.reason, "done")
    _set_out(held, state, [State(state, by=by), done])


def give_back(held: Held, state: str) -> None:
    """Save and leave the run to another trainer, or to a later start, in `state`."""
    held.save()
    _set_out(held, state, [] if held.state == state else [State(state)])


def leave(held: Held) -> None:
    """Give back and wait for it: paused stays paused, and what ran waits for its next trainer."""
    if held.state == "stalled":
        settle(held)
    if held.state in ("running", "paused"):
        give_back(held, "paused" if held.state == "paused" else "queued")
    if held.state == "leaving":
        held.keeper.flush(held.opened)
        _say(held)
        if not _release(held, _asked(held)):  # what is newer is its next trainer's to read
            _release(held)


def go(held: Held) -> None:
    """Let a run that leaves go as soon as all has arrived, unless anything newer is asked."""
    if held.keeper.landed(held.opened):
        _say(held)
        _release(held, _asked(held))


def called_back(held: Held, command: str) -> bool:
    """Whether `command` keeps a run that was leaving; it is then what it was before."""
    state, words = held.owed
    if command not in CALLS.get(state, ()):
        return False
    held.state = held.before
    if not words and state != held.before:  # it has said already where it goes
        held.recorder.say([State(held.before)], held.opened.clock)
    return True


def frees_a_place(held: Held) -> bool:
    """Whether it leaves one of the places of those that train."""
    return held.state == "leaving" and held.before == "running"


def settle(held: Held) -> None:
    """Write what a stalled run owes; then it is paused, or over."""
    _say(held)
    if held.owed[0] == "paused":
        held.state, held.remaining = "paused", None
        held.lab.leases.pause(held.lease, held.control)
        held.keeper.forget()
        held.save()
    else:
        _release(held)


def _set_out(held: Held, state: str, words: Sequence[Event]) -> None:
    if held.state != "leaving":
        held.before, held.state = held.state, "leaving"
    held.owed = (state, list(words))
    go(held)


def _say(held: Held) -> None:
    """Say once what is owed."""
    state, words = held.owed
    held.recorder.say(words, held.opened.clock if hasattr(held, "opened") else 0.0)
    held.owed = (state, [])


def _asked(held: Held) -> Control | None:
    """What was asked of it last, with the steps of that which are taken; None: it is over."""
    if held.owed[0] in ENDED:
        return None
    return replace(held.control, taken=held.taken)


def _release(held: Held, asked: Control | None = None) -> bool:
    gone = held.lab.leases.release(held.lease, held.owed[0], asked)
    if gone:
        held.state = "ended"
    return gone
