"""What one parameter accepts: the contract every maker fulfils."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, TypedDict

from engine.registry import Text
from engine.schema.refusal import Refusal

NOTHING: Text = ("", "")
PERSIAN_AND_ARABIC = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩٫−", "01234567890123456789.-")


class Common(TypedDict, total=False):
    """What every maker takes by keyword."""

    label: Text
    help: Text
    group: str
    live: bool
    advanced: bool
    aliases: tuple[str, ...]


class Refused(ValueError):
    """One value was refused; the parser collects these into BadParams."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence("en"))
        self.refusal = refusal


class TextMistake(ValueError):
    """What the parser of a `text` parameter raises: where it stopped and why, in both languages."""

    def __init__(self, column: int, sentence: Text) -> None:
        super().__init__(f"column {column}: {sentence[0]}")
        self.column, self.sentence = column, sentence


@dataclass(frozen=True, kw_only=True)
class Spec:
    """Abstract: one parameter's default text, names and rules."""

    default: str
    label: Text = NOTHING
    help: Text = NOTHING
    group: str = ""
    live: bool = False
    advanced: bool = False
    aliases: tuple[str, ...] = ()

    def parse(self, text: str) -> Any:
        """Read the canonical text; raises Refused with the rule and the value."""
        raise NotImplementedError

    def format(self, value: Any) -> str:
        """Write `value` so that `parse` reads it back."""
        return str(value)

    def rules(self) -> dict[str, Any]:
        """Type and bounds, as JSON."""
        raise NotImplementedError

    def to_json(self) -> dict[str, Any]:
        """The declaration as the form, the API and the reference page read it."""
        said = {"label": list(self.label), "help": list(self.help), "group": self.group}
        flags = {"live": self.live, "advanced": self.advanced, "default": self.default}
        return said | flags | self.rules()


def declare(spec: Spec, make_default: Callable[[], Any] | None = None) -> Any:
    """The dataclass field of `spec`; the default is parsed by the spec itself."""
    if make_default is None:
        return field(default=spec.parse(spec.default), metadata={"spec": spec})
    return field(default_factory=make_default, metadata={"spec": spec})


def specs_of(cls: type) -> dict[str, Spec]:
    """Name -> declaration of every parameter of a dataclass, in order."""
    if not is_dataclass(cls):
        raise TypeError(f"expected a dataclass, got {cls!r}")
    return {f.name: f.metadata["spec"] for f in fields(cls) if "spec" in f.metadata}


def ascii_digits(typed: str) -> str:
    """Persian and Arabic digits and the decimal mark as ASCII."""
    return typed.translate(PERSIAN_AND_ARABIC)
