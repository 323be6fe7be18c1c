"""Sets of points that show what a line per class can and cannot do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.random import stream
from engine.registry import Text

# The start of the demo that slide 66 links to.
START_W = "1,2;2,-4;3,-1"
START_B = "0,0.5,-0.5"
NINE = (
    "0.5,0.4,0;0.8,0.3,0;0.3,0.8,0;-0.4,0.3,1;-0.3,0.7,1;-0.7,0.2,1;"
    "0.7,-0.4,2;0.5,-0.6,2;-0.4,-0.5,2"
)
SEED = 66


@dataclass(frozen=True)
class Preset:
    """Points in canonical text, the number of their classes, and what they show."""

    label: Text
    points: str
    classes: int
    shows: Text


def _text(x: Array, y: Array) -> str:
    """Points in canonical text, to two decimals."""
    rows = zip(x.round(2).tolist(), y.tolist(), strict=True)
    return ";".join(f"{a + 0:g},{b + 0:g},{c}" for (a, b), c in rows)


def _blobs(centres: list[tuple[float, float]], labels: list[int], each: int, wide: float) -> str:
    """`each` points round every centre, normally distributed within `wide`."""
    rng = stream(SEED, "data", len(centres))
    middle = np.repeat(np.array(centres), each, axis=0)
    return _text(middle + wide * rng.standard_normal(middle.shape), np.repeat(labels, each))


def _rings() -> str:
    """A disc of class 0 inside a ring of class 1."""
    rng = stream(SEED, "data", 1)
    angle = 2 * np.pi * (np.arange(28) + 0.3 * rng.standard_normal(28)) / 14
    radius = np.repeat([0.22, 0.74], 14) + 0.05 * rng.standard_normal(28)
    x = radius[:, None] * np.stack((np.cos(angle), np.sin(angle)), axis=1)
    return _text(x, np.repeat([0, 1], 14))


def _grey() -> str:
    """Both features nearly alike, as the channels of a grey image; classes by brightness."""
    rng = stream(SEED, "data", 3)
    light = np.concatenate([m + 0.17 * np.linspace(-1, 1, 6) for m in (-0.58, 0.0, 0.58)])
    x = light[:, None] + 0.035 * rng.standard_normal((18, 2))
    return _text(x, np.repeat([0, 1, 2], 6))


TRIANGLE = [(0.62, 0.42), (-0.62, 0.38), (0.02, -0.62)]
NEAR = [(0.38, 0.26), (-0.38, 0.22), (0.02, -0.4)]
SQUARE = [(0.5, 0.45), (-0.5, -0.45), (-0.5, 0.45), (0.5, -0.45)]

PRESETS: dict[str, Preset] = {
    "nine": Preset(
        ("Nine points", "نه نقطه"),
        NINE,
        3,
        ("The points of the demo on slide 66.", "نقطه‌های نمایش اسلاید ۶۶."),
    ),
    "separable": Preset(
        ("Separable", "جداپذیر"),
        _blobs(TRIANGLE, [0, 1, 2], 7, 0.1),
        3,
        (
            "Without λ the SVM loss comes to exactly 0 and stays; softmax goes on for ever.",
            "بی λ هزینهٔ SVM درست به صفر می‌رسد و می‌ماند؛ سافت‌مکس هرگز نمی‌ایستد.",
        ),
    ),
    "overlapping": Preset(
        ("Overlapping", "درهم‌رفته"),
        _blobs(NEAR, [0, 1, 2], 8, 0.33),
        3,
        (
            "No lines put every point right: some loss is left for ever.",
            "هیچ خطی همهٔ نقطه‌ها را درست نمی‌کند: همیشه کمی هزینه می‌ماند.",
        ),
    ),
    "xor": Preset(
        ("XOR", "XOR"),
        _blobs(SQUARE, [0, 0, 1, 1], 5, 0.1),
        2,
        (
            "Opposite corners belong together: at most three of four clusters come right.",
            "گوشه‌های روبه‌رو از یک کلاس‌اند: حداکثر سه خوشه از چهار خوشه درست می‌شود.",
        ),
    ),
    "rings": Preset(
        ("Rings", "حلقه‌ها"),
        _rings(),
        2,
        (
            "One class surrounds the other: no line parts them.",
            "یک کلاس دور دیگری را گرفته است: هیچ خطی جدایشان نمی‌کند.",
        ),
    ),
    "grey": Preset(
        ("Grey", "خاکستری"),
        _grey(),
        3,
        (
            "Three shades on one line: the middle one wins by its bias, but no line of its own "
            "parts it from both others: one-vs-all never gets rid of its loss.",
            "سه سایهٔ خاکستری روی یک خط: سایهٔ میانی با بایاس خود برنده می‌شود، ولی هیچ خطی به‌تنهایی "
            "از هر دو دیگر جدایش نمی‌کند: هزینهٔ یکی در برابر همه هرگز از میان نمی‌رود.",
        ),
    ),
}
