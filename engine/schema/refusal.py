"""Why a value was refused: data first, a sentence in the reader's language second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.registry import Text

LONGEST_QUOTE = 60
EMPTY: Text = ("nothing", "متن خالی")  # a quote of no characters reads like a hole

SENTENCES: dict[str, Text] = {
    "real": (
        "expected a number from {low} to {high}, got {got}",
        "عددی از {low} تا {high} لازم است، ولی {got} آمده است",
    ),
    "integer": (
        "expected a whole number from {low} to {high}, got {got}",
        "عددی صحیح از {low} تا {high} لازم است، ولی {got} آمده است",
    ),
    "flag": ("expected 0 or 1, got {got}", "مقدار باید 0 یا 1 باشد، ولی {got} آمده است"),
    "choice": (
        "expected one of {low}, got {got}",
        "یکی از {low} لازم است، ولی {got} آمده است",
    ),
    "length": (
        "expected {low} to {high} items, got {got}",
        "از {low} تا {high} مورد لازم است، ولی {got} مورد آمده است",
    ),
    "long": (
        "expected at most {high} characters, got {got}",
        "حداکثر {high} نویسه پذیرفته است، ولی {got} نویسه آمده است",
    ),
    "columns": (
        "expected {low} numbers in every row, got {got}",
        "در هر سطر {low} عدد لازم است، ولی {got} عدد آمده است",
    ),
    "width": (
        "expected {low} to {high} numbers in a row, got {got}",
        "در هر سطر از {low} تا {high} عدد لازم است، ولی {got} عدد آمده است",
    ),
    "empty": ("expected a value, got nothing", "مقداری لازم است، ولی چیزی نیامده است"),
    "unknown": (
        "expected a known name such as {low}, got {got}",
        "نامی شناخته‌شده مانند {low} لازم است، ولی {got} آمده است",
    ),
    "depth": (
        "expected entries nested at most {high} deep, got {got} below that",
        "حداکثر {high} لایه تودرتو پذیرفته است، ولی {got} از آن ژرف‌تر است",
    ),
    "type": (
        "expected text, a number, true or false, or lists of them, got {got}",
        "متن، عدد، درست یا نادرست، یا فهرستی از آن‌ها لازم است، ولی {got} آمده است",
    ),
    "live": (
        "expected a parameter that may change while it runs ({low}), got {got}",
        "تنها این‌ها هنگام اجرا تغییر می‌کنند: {low}؛ ولی {got} آمده است",
    ),
}


@dataclass(frozen=True)
class Refusal:
    """The rule, its bounds and the value that broke it; `text` replaces the rule's sentence."""

    rule: str
    got: str
    low: Any = None
    high: Any = None
    text: Text | None = None

    def sentence(self, lang: str) -> str:
        """The rule and the value, in English or (`fa`) Persian."""
        pair = self.text or SENTENCES[self.rule]
        got = self.got if len(self.got) <= LONGEST_QUOTE else self.got[:LONGEST_QUOTE] + "…"
        words = {"low": _short(self.low), "high": _short(self.high)}
        words["got"] = got or EMPTY[lang == "fa"]
        return pair[lang == "fa"].format_map(_Words(words))

    def to_json(self) -> dict[str, Any]:
        """What the answer of the server carries beside the sentence."""
        return {"rule": self.rule, "low": self.low, "high": self.high, "got": self.got}


class _Words(dict[str, str]):
    """A sentence may hold braces of its own, as a formula does."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


class BadParams(ValueError):
    """One or more values do not satisfy their declaration.

    Attributes:
        refusals: full parameter name -> what was expected and what came.
    """

    def __init__(self, refusals: Mapping[str, Refusal]) -> None:
        said = (f"{name}: {refusal.sentence('en')}" for name, refusal in refusals.items())
        super().__init__("; ".join(said))
        self.refusals = dict(refusals)
