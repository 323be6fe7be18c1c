"""A declaration as a form: values in force, groups, where a slider stands."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.registry import Text
from engine.schema import BadParams, describe, parse, specs_of, walk
from engine.schema.entries import Many

Param = dict[str, Any]

GROUPS: dict[str, Text] = {
    "surface": ("Surface", "رویه"),
    "rules": ("Rules", "قاعده‌ها"),
    "secant": ("One variable", "یک متغیر"),
    "check": ("Gradient check", "بررسی گرادیان"),
    "answers": ("Backward pass", "محاسبات رو به عقب"),
    "schedules": ("Schedules", "زمان‌بندی‌ها"),
    "run": ("While it runs", "هنگام اجرا"),
    "network": ("Network", "شبکه"),
    "data": ("Data", "داده‌ها"),
    "start": ("Start", "آغاز"),
    "": ("Settings", "تنظیم‌ها"),
    "numbers": ("Numbers", "عددها"),
    "shapes": ("Shapes", "اندازه‌ها"),
    "loss": ("Loss", "هزینه"),
    "update": ("Update", "به‌روزرسانی"),
    "penalty": ("Penalty", "تنظیم وزن‌ها"),
    "bowl": ("Loss of two weights", "هزینهٔ دو وزن"),
    "scale": ("Scale of W", "مقیاس وزن‌ها"),
    "pair": ("Two weight vectors", "دو بردار وزن"),
    "photos": ("Real images", "تصویرهای واقعی"),
    "advanced": ("Advanced", "پیشرفته"),
}
IN_RUN_BAR = ("speed",)
LONGEST_SEGMENTS = 26  # letters that fit the rail
MARKS = 4  # labels under a slider


@dataclass
class Form:
    """What the template needs: `values` by full name, `refused` what the address asked in vain."""

    cls: type
    values: dict[str, str]
    defaults: dict[str, str]
    instance: Any
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def params(self) -> list[Param]:
        """The declaration."""
        return describe(self.cls)

    def groups(self) -> list[tuple[str, Text, list[Param]]]:
        """Key, title and fields of every group, in the order of declaration, advanced last."""
        found: dict[str, list[Param]] = {}
        for param in self.params:
            key = "advanced" if param["advanced"] else param["group"]
            if param["name"] not in IN_RUN_BAR:
                found.setdefault(key, []).append(param)
        last = {"advanced": found.pop("advanced")} if "advanced" in found else {}
        return [(key, GROUPS.get(key, (key, key)), rows) for key, rows in (found | last).items()]

    def moved(self, key: str) -> list[tuple[Param, str, Param]]:
        """What options of picks elsewhere show in group `key`: the pick, its option, the field."""
        return [
            (pick, option["key"], inner)
            for pick in self.params
            if pick["type"] == "pick"
            for option in pick["options"]
            for inner in option["params"]
            if moves(pick, inner) and inner["group"] == key
        ]

    def fresh(self, name: str, key: str) -> Form:
        """A new row of the list `name`: the entry `key` at its own defaults, numbered `__n__`."""
        spec = specs_of(self.cls)[name]
        entry = parse(spec.registry[key], {}) if isinstance(spec, Many) else None
        values = {f"{name}.__n__.{inner}": text for inner, _, text in walk(entry)} if entry else {}
        return Form(self.cls, values, values, entry)

    def settings(self, name: str) -> dict[str, str]:
        """`<index>.<parameter>` -> default of the list `name` while it stands at its default."""
        start = f"{name}."
        return {k.removeprefix(start): v for k, v in self.defaults.items() if k.startswith(start)}

    def find(self, name: str) -> Param | None:
        """One parameter of the top level."""
        return next((param for param in self.params if param["name"] == name), None)


def moves(pick: Param, inner: Param) -> bool:
    """Whether an option's field stands in a group of its own, such as what may change live."""
    return inner["group"] not in ("", pick["group"]) and not inner["advanced"]


def form_of(cls: type, given: Mapping[str, str], lang: str) -> Form:
    """The form of `cls` at `given`; what is refused keeps its default and is reported."""
    instance, refused = _read(cls, given, lang)
    values = {name: text for name, _, text in walk(instance)}
    defaults = {name: text for name, _, text in walk(parse(cls, {}))}
    return Form(cls, values, defaults, instance, refused)


def _read(cls: type, given: Mapping[str, str], lang: str) -> tuple[Any, dict[str, str]]:
    refused: dict[str, str] = {}
    left = dict(given)
    while True:
        try:
            return parse(cls, left), refused
        except BadParams as bad:
            refused |= {name: why.sentence(lang) for name, why in bad.refusals.items()}
            kept = {name: text for name, text in left.items() if name not in bad.refusals}
            left = kept if len(kept) < len(left) else {}


def segmented(param: Param, lang: str) -> bool:
    """Whether the words of a choice are few and short enough to stand side by side."""
    words = [option["label"][lang == "fa"] for option in param["options"]]
    return len(words) <= 3 and sum(map(len, words)) <= LONGEST_SEGMENTS


def slider_at(param: Param, text: str) -> float:
    """Where the slider of a real parameter stands, 0 to 1; 0 itself lies left of a log scale."""
    low, high, value = float(param["low"]), float(param["high"]), float(text)
    if param["scale"] != "log":
        return (value - low) / (high - low)
    bottom = log_bottom(param)
    return math.log(value / bottom) / math.log(high / bottom) if value > bottom else 0.0


def log_bottom(param: Param) -> float:
    """The least positive value that a log slider shows."""
    return float(param["floor"] or param["low"] or param["high"] * 1e-6)


def marks(param: Param) -> list[str]:
    """Labels under a log slider at equal distances; none when they are not whole decades."""
    if param["scale"] != "log":
        return []
    bottom, high = log_bottom(param), param["high"]
    decades = round(math.log10(high / bottom), 6)
    if decades % (MARKS - 1):
        return [_short(param["low"]), _short(high)]
    powers = [bottom * 10 ** (decades * k / (MARKS - 1)) for k in range(1, MARKS)]
    return [_short(param["low"]), *map(_short, powers)]


def _short(value: float) -> str:
    if value and not 0.1 <= value < 10_000:
        mantissa, exponent = f"{value:.0e}".split("e")
        return f"{mantissa}e{int(exponent)}"
    return f"{value:g}"
