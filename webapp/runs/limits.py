"""What the store says to somebody who wants more than there is, or must wait for it."""

from __future__ import annotations

from engine.events import State
from webapp.runs.run import Refused
from webapp.settings import Settings


def most_of(settings: Settings, reason: str) -> int | None:
    """The limit that is the reason, if one is."""
    return {"own": settings.live_per_person, "all": settings.live}.get(reason)


def queued(settings: Settings, position: int, reason: str, by: str = "lab") -> State:
    """What a run is told that waits at a place, and why."""
    return State("queued", position, by, reason or None, most_of(settings, reason))


def too_many(most: int) -> Refused:
    """A person has as many unfinished runs as allowed."""
    return Refused(
        "limit",
        (
            f"you have {most} runs that have not ended; stop one of them first",
            f"شما {most} اجرای پایان‌نیافته دارید؛ نخست یکی را متوقف کنید",
        ),
    )


def queue_full(most: int) -> Refused:
    """As many runs wait as the queue takes."""
    return Refused(
        "full",
        (
            f"{most} runs are waiting already; try again in a minute",
            f"هم‌اکنون {most} اجرا در صف است؛ یک دقیقهٔ دیگر دوباره تلاش کنید",
        ),
        retry_after=60,
    )
