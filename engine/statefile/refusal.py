"""What can be wrong with a state file, in both languages."""

from __future__ import annotations

from engine.registry import Text

LONGEST_QUOTE = 60

SENTENCES: dict[str, Text] = {
    "whole": (
        "expected a file of at most {rule} bytes, got {got}",
        "پرونده باید حداکثر {rule} بایت باشد، ولی {got} بایت است",
    ),
    "cut": (
        "expected a whole state file, got one that ends after {got} bytes",
        "پروندهٔ کامل حالت لازم است، ولی این یکی پس از {got} بایت تمام می‌شود",
    ),
    "header": (
        "expected a header of at most {rule} bytes, got {got}",
        "سرآیند باید حداکثر {rule} بایت باشد، ولی {got} بایت است",
    ),
    "json": (
        "expected plain JSON with finite numbers, got {got}",
        "متن JSON ساده با عددهای متناهی لازم است، ولی {got} آمده است",
    ),
    "twice": (
        "expected every name once, got {got} twice",
        "هر نام باید یک بار بیاید، ولی {got} دو بار آمده است",
    ),
    "name": (
        "expected a name such as {rule}, got {got}",
        "نامی مانند {rule} لازم است، ولی {got} آمده است",
    ),
    "array": (
        "expected dtype, shape and data_offsets, got {got}",
        "برای هر آرایه dtype و shape و data_offsets لازم است، ولی {got} آمده است",
    ),
    "dtype": (
        "expected numbers of type {rule}, got {got}",
        "عددها باید از نوع {rule} باشند، ولی {got} آمده است",
    ),
    "shape": (
        "expected shape {rule}, got {got}",
        "شکل آرایه باید {rule} باشد، ولی {got} است",
    ),
    "offsets": (
        "expected its bytes at {rule}, got {got}",
        "بایت‌های این آرایه باید در {rule} باشند، ولی {got} آمده است",
    ),
    "points": (
        "expected a curve of at most {rule} points, got {got}",
        "منحنی باید حداکثر {rule} نقطه داشته باشد، ولی {got} نقطه دارد",
    ),
    "finite": (
        "expected finite numbers, got {got}",
        "همهٔ عددها باید متناهی باشند، ولی {got} آمده است",
    ),
    "missing": (
        "expected an array of this name, got none",
        "آرایه‌ای با این نام لازم است، ولی نیامده است",
    ),
    "unwanted": (
        "expected no array of this name, got shape {got}",
        "آرایه‌ای با این نام لازم نیست، ولی با شکل {got} آمده است",
    ),
    "text": ("expected {rule}, got {got}", "مقدار {rule} لازم است، ولی {got} آمده است"),
}


class BadState(ValueError):
    """A state file was refused.

    Attributes:
        name: the array or the entry of the metadata, "" for the file itself.
        rule: which rule was broken, a key of SENTENCES.
        sentence: the rule and what came, (English, Persian).
    """

    def __init__(self, name: str, rule: str, got: object, limit: object = "") -> None:
        words = {"got": _short(got), "rule": _short(limit)}
        english, persian = (half.format_map(words) for half in SENTENCES[rule])
        self.name, self.rule, self.sentence = _short(name), rule, (english, persian)
        super().__init__(f"{self.name}: {english}" if name else english)


def _short(value: object) -> str:
    """ASCII, one line and short, whatever a stranger's file holds."""
    text = str(value).encode("ascii", "backslashreplace").decode()
    text = "".join(c if c.isprintable() else "?" for c in text[: LONGEST_QUOTE + 1])
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "..."
