"""What the store says to somebody who wants more than there is."""

from __future__ import annotations

from webapp.runs.run import Refused


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
            f"هم‌اکنون {most} اجرا در صف است؛ یک دقیقهٔ دیگر دوباره بکوشید",
        ),
        retry_after=60,
    )
