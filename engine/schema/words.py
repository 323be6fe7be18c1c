"""Yes or no, one of a few words, free text: `flag`, `choice`, `text`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Unpack

from engine.registry import Text
from engine.schema.refusal import Refusal
from engine.schema.spec import Common, Refused, Spec, TextMistake, declare


@dataclass(frozen=True, kw_only=True)
class Flag(Spec):
    """True or false, written `1` or `0`."""

    def parse(self, text: str) -> bool:
        if text not in ("0", "1"):
            raise Refused(Refusal("flag", text))
        return text == "1"

    def format(self, value: bool) -> str:
        return "1" if value else "0"

    def rules(self) -> dict[str, Any]:
        return {"type": "flag"}


@dataclass(frozen=True, kw_only=True)
class Choice(Spec):
    """One of a few keys, each with a label in both languages."""

    options: Mapping[str, Text]

    def parse(self, text: str) -> str:
        if text not in self.options:
            raise Refused(Refusal("choice", text, list(self.options)))
        return text

    def rules(self) -> dict[str, Any]:
        options = [{"key": key, "label": list(label)} for key, label in self.options.items()]
        return {"type": "choice", "options": options}


@dataclass(frozen=True, kw_only=True)
class FreeText(Spec):
    """Text read by a parser of its own; the value is the text, once the parser accepts it."""

    reader: Callable[[str], object]
    longest: int

    def parse(self, text: str) -> str:
        if len(text) > self.longest:
            raise Refused(Refusal("long", str(len(text)), high=self.longest))
        try:
            self.reader(text)
        except TextMistake as mistake:
            refusal = Refusal("text", text, mistake.column, text=_at_column(mistake))
            raise Refused(refusal) from mistake
        return text

    def rules(self) -> dict[str, Any]:
        return {"type": "text", "high": self.longest}


def _at_column(mistake: TextMistake) -> Text:
    english, persian = mistake.sentence
    return f"column {mistake.column}: {english}", f"ستون {mistake.column}: {persian}"


def flag(default: bool, **common: Unpack[Common]) -> Any:
    """True or false."""
    return declare(Flag(default="1" if default else "0", **common))


def choice(default: str, options: Mapping[str, Text], **common: Unpack[Common]) -> Any:
    """One key of `options`, which maps keys to (English, Persian) labels."""
    return declare(Choice(default=default, options=options, **common))


def text(
    default: str,
    *,
    parse: Callable[[str], object] = str,
    longest: int = 200,
    **common: Unpack[Common],
) -> Any:
    """Free text; `parse` raises TextMistake(column, sentence) for what it cannot read."""
    return declare(FreeText(default=default, reader=parse, longest=longest, **common))
