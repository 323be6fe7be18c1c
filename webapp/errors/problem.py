"""Every refusal of the server: a code, a status, and a sentence in both languages.

One shape for all of them: {"error", "message", "fields", "refusals"}.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.registry import Text
from engine.schema import BadParams, Refusal
from webapp.errors.resources import RESOURCES
from webapp.errors.transport import TRANSPORT
from webapp.runs.run import Refused

PROBLEMS = TRANSPORT | RESOURCES
STORE = {name: name for name in ("limit", "full", "ended", "away")} | {"unknown": "unknown_run"}
STATUS_CODES = {
    404: "not_found",
    405: "method",
    411: "length",
    413: "too_large",
    414: "url_too_long",
    415: "media_type",
    431: "headers",
}


class Problem(Exception):
    """A refusal on its way to the reader.

    Attributes:
        fields: name of a field -> why its value was refused.
        headers: what the answer carries beside the sentence (`Retry-After`, `Allow`).
        extra: further JSON of the answer, such as the nearest known step.
    """

    def __init__(
        self,
        code: str,
        *,
        fields: Mapping[str, Refusal] | None = None,
        headers: Mapping[str, str] | None = None,
        text: Text | None = None,
        extra: Mapping[str, Any] | None = None,
        **words: object,
    ) -> None:
        super().__init__(code)
        self.code, self.words, self.text = code, words, text
        self.fields, self.headers = dict(fields or {}), dict(headers or {})
        self.extra = dict(extra or {})

    @property
    def status(self) -> int:
        """The HTTP status of this code."""
        return PROBLEMS[self.code][0]

    def sentence(self, lang: str) -> str:
        """What happened, in English or (`fa`) Persian."""
        pair = self.text or PROBLEMS[self.code][1]
        words = {name: _worded(value, lang) for name, value in self.words.items()}
        return pair[lang == "fa"].format_map(words) if words else pair[lang == "fa"]

    def to_json(self, lang: str) -> dict[str, Any]:
        """The one shape of every error."""
        return {
            "error": self.code,
            "message": self.sentence(lang),
            "fields": {name: why.sentence(lang) for name, why in self.fields.items()},
            "refusals": {name: why.to_json() for name, why in self.fields.items()},
        } | self.extra


def bad_params(bad: BadParams | Mapping[str, Refusal]) -> Problem:
    """All refused fields of one request."""
    fields = bad.refusals if isinstance(bad, BadParams) else bad
    names = ", ".join(name if len(name) <= 60 else name[:60] + "…" for name in list(fields)[:8])
    return Problem("bad_params", fields=fields, names=names)


def of_store(refused: Refused) -> Problem:
    """What the store of runs says no to, in its own words."""
    wait = refused.retry_after
    headers = {} if wait is None else {"Retry-After": str(wait)}
    return Problem(STORE.get(refused.code, "fixed_run"), text=refused.sentence, headers=headers)


def _worded(value: object, lang: str) -> str:
    """A pair in the reader's language; anything else as short text."""
    if isinstance(value, tuple) and len(value) == 2:
        return str(value[lang == "fa"])
    said = str(value)
    return said if len(said) <= 80 else said[:80] + "…"
