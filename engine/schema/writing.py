"""From an instance or a class to what others read: the URL, the form, the reference page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.schema.entries import DEEPEST, Many, NestedDefault, Pick, nested
from engine.schema.spec import Spec, specs_of


def walk(instance: Any) -> Iterator[tuple[str, Spec, str]]:
    """Every parameter in force: full name, declaration, canonical text."""
    for name, spec, text, _ in _walk(instance, "", lambda name: None):
        yield name, spec, text


def to_query(instance: Any, full: bool = False) -> dict[str, str]:
    """Name -> canonical text of what differs from the default (of everything when `full`)."""
    return {
        name: text
        for name, _, text, default in _walk(instance, "", lambda name: None)
        if full or text != default
    }


def describe(cls: type, depth: int = DEEPEST) -> list[dict[str, Any]]:
    """The declaration as JSON: one object a parameter, options with their own parameters."""
    return [_describe(name, spec, depth) for name, spec in specs_of(cls).items()]


def _describe(name: str, spec: Spec, depth: int) -> dict[str, Any]:
    said = {"name": name} | spec.to_json()
    if isinstance(spec, (Pick, Many)) and depth:
        said["options"] = [
            {"key": key, "label": list(option.label), "params": describe(option, depth - 1)}
            for key, option in spec.registry.items()
        ]
    return said


def _walk(
    instance: Any, prefix: str, default: NestedDefault
) -> Iterator[tuple[str, Spec, str, str]]:
    for name, spec in specs_of(type(instance)).items():
        value = getattr(instance, name)
        text = spec.format(value)
        yield prefix + name, spec, text, default(name) or spec.default
        if not isinstance(spec, (Pick, Many)):
            continue
        inner = nested(spec, name, text, default)
        if isinstance(spec, Pick):
            yield from _walk(value, f"{prefix}{name}.", inner)
            continue
        for index, entry in enumerate(value):
            yield from _walk(entry, f"{prefix}{name}.{index}.", _at(index, inner))


def _at(index: int, default: NestedDefault) -> NestedDefault:
    return lambda name: default(f"{index}.{name}")
