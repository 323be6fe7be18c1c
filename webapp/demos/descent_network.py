"""The dial on the lecture's network: what a page is told of all rates and of the one in use."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backend import Array
from engine.data import DataRefused
from engine.dial import IMAGES, SLIDES, STEPS, Course, judged, overshoots, regime, sweep
from engine.dial.regimes import EPOCH
from engine.registry import Text

# What the dial of the network stands at, by `why`; titles are those of the surface's dial.
WHY: dict[str, Text] = {
    "low": (
        "In {steps} steps the loss goes from {start} to {end}. Yet {right} of the images come "
        "right: for that the right class need only be a little ahead.",
        "در {steps} گام هزینه از {start} به {end} می‌رسد. با این همه {right} از تصویرها درست‌اند: "
        "برای آن کافی است کلاس درست اندکی جلو باشد.",
    ),
    "good": (
        "In {steps} steps the loss goes from {start} to {end}; {right} of the images come right, "
        "{held} of those held out.",
        "در {steps} گام هزینه از {start} به {end} می‌رسد؛ {right} از تصویرها درست‌اند و {held} از "
        "تصویرهای کنارگذاشته.",
    ),
    "high": (
        "In {steps} steps the loss goes from {start} to {end}, but it bounces: {over} of them are "
        "longer than {bound}, where {c} is the curvature along the step, and land higher than "
        "they began.",
        "در {steps} گام هزینه از {start} به {end} می‌رسد، ولی بالا و پایین می‌پرد: {over} گام از "
        "{bound} بلندترند ({c} خمیدگی در راستای گام است) و بالاتر از جایی که بودند می‌نشینند.",
    ),
    "very_high": (
        "Step {first} is the first one longer than {bound} = {limit}, where {c} is the curvature "
        "along the step. It lands higher than it began, where the loss is steeper, so the next "
        "one goes further still: up to {most}.",
        "گام {first} نخستین گامی است که از {bound} = {limit} بلندتر است ({c} خمیدگی در راستای گام "
        "است). بالاتر از جایی که بود می‌نشیند، جایی پرشیب‌تر؛ پس گام بعدی از این هم دورتر می‌رود: "
        "تا {most}.",
    ),
    "thrown": (
        "Step {lost} alone lands so far away that the loss there is {landed}, and far steeper: "
        "every further step goes further still.",
        "گام {lost} به‌تنهایی چنان دور می‌افتد که هزینه آنجا {landed} است و شیب بسیار تندتر: هر گام "
        "بعدی از این هم دورتر می‌رود.",
    ),
}
LOST: Text = (
    "From step {lost} on some right class has probability 0: the lecture's program prints inf, "
    "then nan, and calls every image class 0.",
    "از گام {lost} به بعد احتمال کلاس درست برای تصویری صفر است: برنامهٔ درس inf و سپس nan چاپ "
    "می‌کند و همهٔ تصویرها را کلاس 0 می‌نامد.",
)


def network_frame(rate: float) -> dict[str, Any] | None:
    """The sweep, the lecture's rates, the course of `rate`; None where there are no images."""
    try:
        swept, own = sweep(), judged(rate)
    except DataRefused:
        return None
    whole = swept.steps % EPOCH == 0
    said = regime(own, 0, swept.deepest)
    return {
        "total": STEPS,
        "rates": swept.rates.tolist(),
        "ends": swept.ends.tolist(),
        "regimes": list(swept.regimes),
        "epochs": swept.steps[whole].tolist(),
        "slides": [
            {"slide": slide, "rate": tried, "loss": swept.loss[whole, swept.row(tried)].tolist()}
            for slide, tried in SLIDES.items()
        ],
        "rate": rate,
        "regime": said,
        "loss": own.loss[:, 0].tolist(),
        "limits": own.limits[:, 0].tolist(),
    } | _told(own, said)


def _told(own: Course, said: str) -> dict[str, Any]:
    """The numbers that sentences name."""
    over = np.flatnonzero(overshoots(own, 0))
    finite = own.loss[np.isfinite(own.loss)]
    first, lost = (_first(flags) for flags in (overshoots(own, 0), own.lost[:, 0]))
    thrown = said == "very_high" and lost == 1
    return {
        "start": float(own.loss[0, 0]),
        "end": float(own.loss[-1, 0]),
        "most": float(finite.max()),
        "right": float(own.right[-1, 0, :IMAGES].mean()),
        "held": float(own.right[-1, 0, IMAGES:].mean()),
        "over": len(over),
        "first": None if first is None else first + 1,
        "limit": float(own.limits[over[0], 0]) if len(over) else None,
        "lost": lost,
        "landed": None if lost is None else float(own.loss[lost, 0]),
        "why": "thrown" if thrown else said,
    }


def _first(flags: Array) -> int | None:
    return int(flags.argmax()) if flags.any() else None
