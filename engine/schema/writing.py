"""From an instance or a class to what others read: the URL, the form, the reference page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from engine.schema.entries import DEEPEST, Many, Pick
from engine.schema.spec import Spec, specs_of

NestedDefault = Callable[[str], str | None]


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
        if isinstance(spec, Pick):
            inner = _of_pick(spec, text)
            yield from _walk(value, f"{prefix}{name}.", inner)
        elif isinstance(spec, Many):
            for index, entry in enumerate(value):
                yield from _walk(entry, f"{prefix}{name}.{index}.", _of_many(spec, text, index))


def _of_pick(spec: Pick, text: str) -> NestedDefault:
    return lambda name: spec.nested_default(text, name)


def _of_many(spec: Many, text: str, index: int) -> NestedDefault:
    return lambda name: spec.nested_default(text, f"{index}.{name}")
