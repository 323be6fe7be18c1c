"""From names and texts to an instance: every bad field at once, nothing repaired in silence."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Mapping
from typing import Any, TypeVar

from engine.schema.arrays import Matrix, Points
from engine.schema.entries import DEEPEST, Many, NestedDefault, Pick, nested
from engine.schema.refusal import BadParams, Refusal
from engine.schema.spec import Refused, Spec, specs_of
from engine.schema.words import Flag
from engine.schema.writing import to_query, walk

T = TypeVar("T")
LISTS = (Matrix, Points, Many)


def parse(cls: type[T], given: Mapping[str, object]) -> T:
    """An instance of `cls` from a flat mapping of names to canonical texts or JSON values.

    What is not given takes its default. A class may define `check()`, which raises
    BadParams for what no single field can know. Raises BadParams naming every bad field.
    """
    reader = _Reader(given)
    instance = reader.build(cls, "", lambda name: None)
    reader.refuse_unknown()
    if reader.refusals:
        raise BadParams(reader.refusals)
    check = getattr(instance, "check", None)
    if check is not None:
        check()
    return instance  # type: ignore[no-any-return]


def change(instance: T, given: Mapping[str, object]) -> T:
    """A copy of `instance` with live parameters changed; raises BadParams for the others."""
    now = to_query(instance, full=True)
    specs = {name: spec for name, spec, _ in walk(instance)}
    live = [name for name, spec in specs.items() if spec.live]
    refusals = {
        name: Refusal("live", name, live)
        for name, value in given.items()
        if name in now and name not in live and _as_text(value, specs[name]) != now[name]
    }
    try:
        changed = parse(type(instance), {**now, **given})
    except BadParams as bad:
        # What belongs to an option that is refused was not asked for, and needs no word.
        asked = {n: r for n, r in bad.refusals.items() if n in given or r.rule != "unknown"}
        raise BadParams({**asked, **refusals}) from bad
    if refusals:
        raise BadParams(refusals)
    return changed


def default_of(spec: Pick | Many) -> Any:
    """The value of a pick or a list at its defaults."""
    standing = nested(spec, "", spec.default, lambda name: None)
    return _Reader({}).entries(spec, spec.default, "", standing)


def _as_text(value: object, spec: Spec) -> str | None:
    """JSON as canonical text: numbers, true and false, nested lists; None for anything else.

    True or a list where `spec` has none stays JSON, for its own rule to refuse.
    """
    if isinstance(value, bool) and isinstance(spec, Flag):
        return "1" if value else "0"
    if isinstance(value, bool) or (isinstance(value, list) and not isinstance(spec, LISTS)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float):
        return f"{value!r}" if math.isfinite(value) else str(value)
    if isinstance(value, (str, int)):
        return str(value)
    if isinstance(value, list):
        nested = any(isinstance(item, list) for item in value)
        parts = [_as_text(item, spec) for item in value]
        texts = [part for part in parts if part is not None]
        words = nested or any(isinstance(item, str) for item in value)
        return (";" if words else ",").join(texts) if len(texts) == len(parts) else None
    return None


class _Reader:
    """One pass over what was given: which names were known, what was refused."""

    def __init__(self, given: Mapping[str, object]) -> None:
        self.given = given
        self.known: set[str] = set()
        self.refusals: dict[str, Refusal] = {}
        self.depth = 0

    def build(self, cls: type, prefix: str, default: NestedDefault) -> Any:
        """An instance of `cls` whose parameters are named `prefix` + field; None if refused."""
        values = {
            name: self._value(spec, prefix, name, default) for name, spec in specs_of(cls).items()
        }
        return None if self.refusals else cls(**values)

    def refuse_unknown(self) -> None:
        """Names nobody declared, or of an option that is not chosen, with the nearest one."""
        for name in self.given:
            if name not in self.known:
                near = difflib.get_close_matches(name[:100], self.known, n=1, cutoff=0)
                self.refusals[name] = Refusal("unknown", name, near[0] if near else "")

    def _value(self, spec: Spec, prefix: str, field: str, default: NestedDefault) -> Any:
        names = (prefix + field, *spec.aliases)
        self.known.update(names)
        asked = next((n for n in names if n in self.given), None)
        raw = self.given[asked] if asked is not None else (default(field) or spec.default)
        try:
            text = _checked_text(spec, raw)
            if not isinstance(spec, (Pick, Many)):
                return spec.parse(text)
            return self.entries(spec, text, prefix + field, nested(spec, field, text, default))
        except Refused as refused:
            self.refusals[asked or prefix + field] = refused.refusal
            return None

    def entries(self, spec: Pick | Many, text: str, name: str, default: NestedDefault) -> Any:
        """Build the chosen entry or entries; each takes the parameters under its own prefix."""
        if self.depth == DEEPEST:
            raise Refused(Refusal("depth", text, high=DEEPEST))
        self.depth += 1
        try:
            if isinstance(spec, Pick):
                return self.build(spec.parse(text), f"{name}.", default)
            return tuple(
                self.build(option, f"{name}.{index}.", _at(index, default))
                for index, option in enumerate(spec.parse(text))
            )
        finally:
            self.depth -= 1


def _at(index: int, default: NestedDefault) -> NestedDefault:
    return lambda name: default(f"{index}.{name}")


def _checked_text(spec: Spec, raw: object) -> str:
    text = _as_text(raw, spec)
    if text is None:
        raise Refused(Refusal("type", json.dumps(raw, ensure_ascii=False, default=str)))
    if text == "" and spec.rules()["type"] not in ("text", "points"):
        raise Refused(Refusal("empty", ""))
    return text
