"""The clock of leases: it cannot be set back, and stands still while a laptop sleeps."""

from __future__ import annotations

import time


def now() -> float:
    """Seconds of CLOCK_MONOTONIC, the same in every process until the machine starts anew."""
    return time.monotonic()
