"""Parameters and limits that pages on which rules go downhill declare alike."""

from __future__ import annotations

from typing import Any

from engine.registry import Text
from engine.schema import BadParams, Refusal, real, seed
from webapp.demos.race_words import TOO_SLOW

MOST_MS = 200.0
NOISE: Text = (
    "The same random numbers are added to every gradient, as mini-batches would do.",
    "عددهای تصادفی یکسانی به همهٔ گرادیان‌ها افزوده می‌شود، همان کار ریزدسته‌ها.",
)


def magnification() -> Any:
    """How much of the surface the map shows."""
    return real(
        1,
        0.01,
        100,
        scale="log",
        group="surface",
        label=("Magnification of the map", "بزرگ‌نمایی نقشه"),
    )


def gradient_noise(default: float, says: Text = NOISE) -> Any:
    """The standard deviation of what is added to every gradient."""
    return real(
        default,
        0,
        100,
        scale="log",
        floor=1e-3,
        group="start",
        label=("Gradient noise σ", "نوفهٔ گرادیان σ"),
        help=says,
    )


def noise_seed() -> Any:
    """Which random numbers they are."""
    return seed(0, group="start", label=("Seed of the noise", "بذر نوفه"))


def refuse_slow(steps: int, cost: float) -> None:
    """Refuse more steps than can be computed at once; `cost` in milliseconds."""
    if cost > MOST_MS:
        most = max(1, int(steps * MOST_MS / cost))
        raise BadParams({"steps": Refusal("fit", str(steps), high=most, text=TOO_SLOW)})
