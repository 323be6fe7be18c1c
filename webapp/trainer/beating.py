"""A timer renews the leases in the middle of anything: a step may take longer than a lease."""

from __future__ import annotations

import signal

from webapp.trainer.trainer import BEATS, Trainer


def keep_beating(trainer: Trainer) -> None:
    """Beat from now on, until `stop_beating` or the end of the process."""
    signal.signal(signal.SIGALRM, lambda signum, frame: trainer.beat())
    every = trainer.lab.settings.lease_seconds / BEATS
    signal.setitimer(signal.ITIMER_REAL, every, every)


def stop_beating() -> None:
    """No timer interrupts any more."""
    signal.setitimer(signal.ITIMER_REAL, 0)
