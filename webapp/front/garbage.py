"""When a web process looks for cyclic garbage: never in the middle of serving thousands.

CPython's collector stops the process for as long as it takes to look at every object, a third
of a second with 2,000 streams open. What streams make dies by reference count; the little that
requests leave in cycles is collected once a minute while few listen, else every ten, and soon
where nobody would notice. Free memory goes back to the system with it.
"""

from __future__ import annotations

import gc

from webapp import memory

THRESHOLDS = (50_000, 20, 1000)  # objects, young and middle collections until the next one
FEW = 300  # streams
ALONE_S, QUIET_S, BUSY_S = 10, 60, 600


def settle() -> None:
    """Everything is imported: look at none of it again, and rarely at the rest."""
    memory.keep_imports()
    gc.set_threshold(*THRESHOLDS)


def sweep(second: int, streams: int) -> None:
    """Called every second: collect if it is time."""
    every = ALONE_S if not streams else QUIET_S if streams < FEW else BUSY_S
    if second % every == 0:
        memory.give_back()
