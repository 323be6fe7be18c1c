"""Entries of a registry as parameters: `pick` one, or `many` in order.

The parameters of an entry nest under its name: `rule=adam&rule.beta1=0.8`,
`layers=conv;relu&layers.0.filters=16`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Unpack

from engine.registry import Entry
from engine.schema.refusal import Refusal
from engine.schema.spec import Common, Refused, Spec, declare

NestedDefault = Callable[[str], str | None]
DEEPEST = 3  # an entry may pick an entry that picks an entry


@dataclass(frozen=True, kw_only=True)
class Pick(Spec):
    """One key of a registry; `settings` are defaults of the default entry's parameters."""

    registry: Mapping[str, type[Entry]]
    settings: Mapping[str, str] = field(default_factory=dict)

    def parse(self, text: str) -> type[Entry]:
        if text not in self.registry:
            raise Refused(Refusal("choice", text, list(self.registry)))
        return self.registry[text]

    def format(self, value: Entry) -> str:
        return value.key

    def rules(self) -> dict[str, Any]:
        return {"type": "pick"}


@dataclass(frozen=True, kw_only=True)
class Many(Spec):
    """Keys of a registry in order, joined by `;`, each with parameters of its own by index."""

    registry: Mapping[str, type[Entry]]
    settings: Mapping[str, str] = field(default_factory=dict)
    shortest: int = 1
    longest: int = 32

    def parse(self, text: str) -> tuple[type[Entry], ...]:
        keys = text.split(";") if text else []
        if not self.shortest <= len(keys) <= self.longest:
            raise Refused(Refusal("length", str(len(keys)), self.shortest, self.longest))
        for key in keys:
            if key not in self.registry:
                raise Refused(Refusal("choice", key, list(self.registry)))
        return tuple(self.registry[key] for key in keys)

    def format(self, value: tuple[Entry, ...]) -> str:
        return ";".join(entry.key for entry in value)

    def rules(self) -> dict[str, Any]:
        size = {"shortest": self.shortest, "longest": self.longest}
        return {"type": "many", "settings": dict(self.settings)} | size


def nested(spec: Pick | Many, field: str, text: str, outer: NestedDefault) -> NestedDefault:
    """The defaults of what nests under `field`, which stands at `text`.

    The word of the declaration around it (`outer`) counts first, then the spec's own
    settings; each only while the choice is the one it was said for.
    """
    chosen_outside = text == (outer(field) or spec.default)

    def default(name: str) -> str | None:
        said = outer(f"{field}.{name}") if chosen_outside else None
        return said or (spec.settings.get(name) if text == spec.default else None)

    return default


def pick(
    registry: Mapping[str, type[Entry]],
    default: str,
    *,
    settings: Mapping[str, str] | None = None,
    **common: Unpack[Common],
) -> Any:
    """One entry of `registry`, with its own parameters under the field's name."""
    spec = Pick(default=default, registry=registry, settings=settings or {}, **common)
    return declare(spec, lambda: _default(spec))


def many(
    registry: Mapping[str, type[Entry]],
    default: str,
    *,
    settings: Mapping[str, str] | None = None,
    longest: int = 32,
    **common: Unpack[Common],
) -> Any:
    """An ordered list of entries of `registry`; `settings` holds `<index>.<parameter>` texts."""
    size = {"longest": longest}
    spec = Many(default=default, registry=registry, settings=settings or {}, **size, **common)
    return declare(spec, lambda: _default(spec))


def _default(spec: Pick | Many) -> Any:
    from engine.schema.parsing import default_of

    return default_of(spec)
