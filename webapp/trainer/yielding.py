"""Who makes room when a trainer is full and others wait."""

from __future__ import annotations

import time
from collections.abc import Sequence

from webapp.runs.interface import Leases
from webapp.trainer.held import Held

QUANTUM = 10.0  # seconds a run may train before it makes room for others that wait


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
