"""A lost graphics card, one with too little memory, no room left: what a run does and says."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Mapping
from typing import Any

from engine.backend import CPU, OutOfDeviceMemory
from engine.events import Event, Failed, Note, State
from engine.schema import BadParams
from webapp.runs import Refused
from webapp.trainer.held import Held
from webapp.trainer.opening import CannotOpen, code_of, demo_of

MB = 1_000_000
log = logging.getLogger("lab.trainer")
SPARE = 0.9  # of what is free: others take a little meanwhile


def fall_back(held: Held) -> None:
    """Go on from the checkpoint on the CPU, and say so; raises SessionFailed and LeaseLost.

    A run that cannot say so now waits for its next trainer.
    """
    with contextlib.suppress(Exception):  # its memory is gone
        held.close()
    try:
        _go_on(held)
    except (OSError, Refused):
        held.stall("queued", [State("queued")])


def _go_on(held: Held) -> None:
    state, lost, before = held.state, held.device.name, getattr(held, "reached", None)
    held.device = CPU
    held.open()
    if held.remaining is not None and before is not None:
        held.remaining += before - held.step
    said: list[Event] = [Note("device_lost", {"step": held.step, "device": lost})]
    if state == "paused":
        said.append(State("paused", by=held.control.by))
    held.recorder.say(said, held.opened.clock)


def no_room(held: Held, error: OSError | Refused) -> None:
    """Nothing more can be kept: pause as soon as that much can be said, and where it is full."""
    store = isinstance(error, Refused) and held.lab.settings.run_store
    held.stall("paused", [Note("store_full" if store else "disk_full", {}), State("paused")])


def last_words(error: BaseException, held: Held) -> list[Event]:
    """What a run says that cannot go on; the log of the trainer hears it all."""
    code = code_of(error)
    log.error("the run failed (%s)", code, exc_info=error)
    needs = _needs(error, held) if isinstance(error, OutOfDeviceMemory) else None
    return [State("failed"), Failed(code, needs)]


def _needs(error: OutOfDeviceMemory, held: Held) -> Mapping[str, Any]:
    """Needed and free MB, and a batch that should fit where the run has one."""
    said = {"needed": -(-error.needed // MB), "free": error.free // MB}
    batch = smaller_batch(error, held)
    return said if batch is None else {**said, "batch": batch}


def smaller_batch(error: OutOfDeviceMemory, held: Held) -> int | None:
    """The largest power of two below the run's batch that fits if memory goes with the batch.

    Weights do not go with it: what is refused once more gets a smaller proposal.
    """
    run, params = held.lease.run, held.params
    try:
        asked = getattr(demo_of(run, params), "batch", 0)
        share = min(SPARE * error.free / error.needed, 1) if error.needed else 0.5
        batch = 1 << min(int(asked * share), asked - 1).bit_length() >> 1 if asked else 0
        demo_of(run, {**params, "batch": str(batch)})
    except (BadParams, CannotOpen):
        return None
    return batch
