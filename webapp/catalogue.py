"""The chapters of the lecture and every demo they will hold; what is built comes from DEMOS."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from engine.registry import Text
from webapp.demos import Demo

SOURCE = Path(__file__).with_name("chapters.json")


@dataclass(frozen=True)
class Listed:
    """One demo of the contents: `built` when its page exists."""

    key: str
    name: Text
    blurb: Text
    built: bool = False


@dataclass(frozen=True)
class Chapter:
    """One chapter: a question of the lecture and the demos that answer it."""

    key: str
    name: Text
    blurb: Text
    demos: tuple[Listed, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    """The planned contents, in the lecture's order."""
    return tuple(
        Chapter(row["key"], _pair(row["name"]), _pair(row["blurb"]), _listed(row["demos"]))
        for row in json.loads(SOURCE.read_text(encoding="utf-8"))
    )


def contents(demos: Mapping[str, type[Demo]]) -> list[Chapter]:
    """Every chapter, its built demos marked; a demo nobody planned joins its chapter's end."""
    return [replace(chapter, demos=_of(chapter, demos)) for chapter in chapters()]


def chapter_of(demo: type[Demo], demos: Mapping[str, type[Demo]]) -> Chapter | None:
    """The chapter a demo belongs to."""
    return next((c for c in contents(demos) if c.key == demo.chapter), None)


def _of(chapter: Chapter, demos: Mapping[str, type[Demo]]) -> tuple[Listed, ...]:
    known = {listed.key for listed in chapter.demos}
    planned = [replace(listed, built=listed.key in demos) for listed in chapter.demos]
    others = [
        Listed(key, demo.label, demo.idea, built=True)
        for key, demo in demos.items()
        if demo.listed and demo.chapter == chapter.key and key not in known
    ]
    return (*planned, *others)


def _listed(rows: list[dict[str, Any]]) -> tuple[Listed, ...]:
    return tuple(Listed(row["key"], _pair(row["name"]), _pair(row["blurb"])) for row in rows)


def _pair(pair: list[str]) -> Text:
    english, persian = pair
    return english, persian
