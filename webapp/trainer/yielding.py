"""Who makes room: when a trainer is full and others wait, or too many are paused."""

from __future__ import annotations

import time
from collections.abc import Sequence

from webapp.runs import Lab
from webapp.runs.interface import Leases
from webapp.trainer.held import Held
from webapp.trainer.leaving import frees_a_place

QUANTUM = 10.0  # seconds a run may train before it makes room for others that wait


def who_leaves(held: Sequence[Held], lab: Lab, worker: str) -> list[tuple[Held, str]]:
    """The runs to be given back, and the state each is left in.

    Of the paused ones that are too many the one paused longest; of those that train one, while
    others wait and no place is being freed.
    """
    running = [one for one in held if one.state == "running"]
    paused = [one for one in held if one.state == "paused"]
    leave = list[tuple[Held, str]]()
    if len(paused) > lab.settings.warm_per_trainer:
        leave.append((min(paused, key=lambda one: one.since), "paused"))
    if any(map(frees_a_place, held)):
        return leave
    if len(running) >= lab.settings.most_held or lab.leases.full():
        one = who_yields(running, lab.leases, worker)
        leave += [] if one is None else [(one, "queued")]
    return leave


def who_yields(running: Sequence[Held], leases: Leases, worker: str) -> Held | None:
    """At once the one the store names for a presenter's run, else the oldest after its quantum.

    A presenter's own run yields to nobody.
    """
    others = [held for held in running if not held.lease.run.first]
    if not others:
        return None
    asked = leases.yields(worker)
    named = next((held for held in others if held.lease.run.id == asked), None)
    if named is not None:
        return named
    oldest = min(others, key=lambda held: held.since)
    long = time.monotonic() - oldest.since > QUANTUM
    return oldest if long and leases.waiting() else None
