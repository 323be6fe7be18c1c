"""The reference page: every demo and every entry it can choose, read from the declarations."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from pathlib import Path
from typing import Any

from engine.augment import AUGMENTATIONS
from engine.convolution import CONVOLUTIONS
from engine.data import DATASETS
from engine.registry import Entry, Registry, Text
from engine.schema import describe, specs_of
from engine.schema.entries import Many, Pick

ROOT = Path(__file__).parent.parent
KINDS: dict[str, Text] = {
    "demo": ("Demos", "نمایش‌ها"),
    "layer": ("Layers", "لایه‌ها"),
    "loss": ("Losses", "تابع‌های هزینه"),
    "rule": ("Update rules", "قاعده‌های به‌روزرسانی"),
    "racer": ("Rules in a race", "قاعده‌ها در مسابقه"),
    "surface": ("Surfaces", "رویه‌ها"),
    "backward": ("Backward passes to write", "محاسبات رو به عقب برای نوشتن"),
    "schedule": ("Learning-rate schedules", "زمان‌بندی‌های نرخ یادگیری"),
    "penalty": ("Penalties", "جمله‌های تنظیم"),
    "initializer": ("Initializers", "مقداردهی‌های اولیه"),
    "augmentation": ("Augmentations", "افزایش داده"),
    "convolution": ("Convolution algorithms", "الگوریتم‌های کانولوشن"),
    "data set": ("Data sets", "مجموعه‌های داده"),
}
FURTHER: tuple[Registry[Any], ...] = (AUGMENTATIONS, CONVOLUTIONS, DATASETS)


@dataclass(frozen=True)
class Item:
    """One entry: what it is called, the parameters it takes, the file that holds it."""

    key: str
    label: Text
    says: str
    source: str
    params: list[dict[str, Any]]


@dataclass(frozen=True)
class Part:
    """All entries of one registry."""

    kind: str
    title: Text
    items: list[Item]


def reference(demos: Registry[Any]) -> list[Part]:
    """The demos, every registry a parameter can choose from, and those the engine chooses from."""
    chosen = list(_reachable(demos))
    return [_part(registry) for registry in (*chosen, *FURTHER)]


def _reachable(demos: Registry[Any]) -> Iterator[Registry[Any]]:
    seen: list[Registry[Any]] = []
    waiting = [demos]
    while waiting:
        registry = waiting.pop(0)
        if any(registry is known for known in seen):
            continue
        seen.append(registry)
        yield registry
        waiting.extend(_chosen_by(registry.values()))


def _chosen_by(entries: Iterable[type[Entry]]) -> Iterator[Registry[Any]]:
    for entry in entries:
        for spec in specs_of(entry).values():
            if isinstance(spec, (Pick, Many)) and isinstance(spec.registry, Registry):
                yield spec.registry


def _part(registry: Registry[Any]) -> Part:
    title = KINDS.get(registry.kind, (registry.kind, registry.kind))
    shown = [entry for entry in registry.values() if getattr(entry, "listed", True)]
    return Part(registry.kind, title, [_item(entry) for entry in shown])


def _item(entry: type[Entry]) -> Item:
    says = (inspect.getdoc(entry) or "").split("\n\n", maxsplit=1)[0]
    source = Path(inspect.getfile(entry))
    shown = source.relative_to(ROOT).as_posix() if source.is_relative_to(ROOT) else source.name
    params: list[dict[str, Any]] = describe(entry, 1) if is_dataclass(entry) else []
    return Item(entry.key, entry.label, says, shown, params)


def allowed(param: Mapping[str, Any]) -> str:
    """What a parameter accepts, in mathematical notation or as its keys."""
    kind = param["type"]
    if kind in ("real", "integer", "seed"):
        return f"[{_number(param['low'])}, {_number(param['high'])}]"
    if kind == "flag":
        return "0 | 1"
    if kind in ("choice", "pick"):
        return " | ".join(option["key"] for option in param["options"])
    if kind == "many":
        return "; ".join(option["key"] for option in param["options"])
    return {"matrix": "a,b;c,d", "points": "x,y,class;…"}.get(kind, "…")


def _number(value: float) -> str:
    """Whole numbers in full, others as short as they are exact enough to read."""
    return str(value) if isinstance(value, int) else f"{value:g}"
