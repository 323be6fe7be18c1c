"""When a lost graphics card is asked again: a trainer leaves it in the data folder for others.

The status page reads it in a web process, the doctor in a process of its own.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

FILE = "card-is-awaited"  # the Unix time at which it is asked
LATE_S = 600.0  # a trainer in the middle of long steps asks late; one that is gone never does


def await_card(folder: Path, seconds: float) -> None:
    """The card is lost, and is asked in so many seconds."""
    with contextlib.suppress(OSError):  # a full disk: nobody is told, it is asked all the same
        (folder / FILE).write_text(f"{time.time() + seconds:.3f}")


def forget_card(folder: Path) -> None:
    """The card is there: nobody waits for it."""
    with contextlib.suppress(OSError):
        (folder / FILE).unlink(missing_ok=True)


def card_awaited(folder: Path) -> float | None:
    """Seconds until a lost card is asked again, 0 when it is due; None while none is awaited."""
    try:
        left = float((folder / FILE).read_text()) - time.time()
    except (OSError, ValueError):
        return None
    return max(0.0, left) if left > -LATE_S else None
