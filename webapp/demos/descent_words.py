"""What the page of descent says of learning rates."""

from __future__ import annotations

from collections.abc import Mapping

from engine.registry import Text

METRICS: Mapping[str, Text] = {
    "lr": ("learning rate α", "نرخ یادگیری α"),
    "steps": ("steps", "گام‌ها"),
    "loss": ("f at the end", "f در پایان"),
    "x": ("x at the end", "x در پایان"),
    "y": ("y at the end", "y در پایان"),
}
REGIME_NAMES: dict[str, Text] = {
    "low": ("low", "کم"),
    "good": ("good", "خوب"),
    "high": ("high", "زیاد"),
    "very_high": ("very high", "خیلی زیاد"),
    "undefined": ("no value", "بی‌مقدار"),
}
# Title and text of what the dial stands at.
EXPLAINED: dict[str, tuple[Text, Text]] = {
    "low": (
        ("{rate} is low.", "{rate} کم است."),
        (
            "It goes the right way, but slowly: {left} of the height is left after {steps} steps.",
            "راه درست را می‌رود، ولی آهسته: پس از {steps} گام هنوز {left} ارتفاع مانده است.",
        ),
    ),
    "good": (
        ("{rate} is good.", "{rate} خوب است."),
        (
            "It arrives: after {steps} steps {left} of the height is left.",
            "می‌رسد: پس از {steps} گام تنها {left} ارتفاع مانده است.",
        ),
    ),
    "high": (
        ("{rate} is high.", "{rate} زیاد است."),
        (
            "Its steps turn back on one another: it bounces and stays at {left} of the height.",
            "گام‌هایش یکدیگر را خنثی می‌کنند: این‌سو و آن‌سو می‌جهد و در {left} ارتفاع می‌ماند.",
        ),
    ),
    "very_high": (
        ("{rate} is very high: it diverges.", "{rate} خیلی زیاد است: واگرا می‌شود."),
        (
            "Every step overshoots by more than the last one. Where the surface curves by "
            "{steepest}, that begins above {limit}.",
            "هر گام بیش از گام پیش از هدف می‌گذرد. جایی که خمیدگی رویه {steepest} است، این کار "
            "بالای {limit} آغاز می‌شود.",
        ),
    ),
    "undefined": (
        ("{rate} leads to a place without a value.", "{rate} به جایی بی‌مقدار می‌رسد."),
        ("The notice above says where and why.", "اعلان بالا می‌گوید کجا و چرا."),
    ),
}
