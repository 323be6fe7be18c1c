"""The JSON files of this folder, read once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

Rows = list[dict[str, Any]]


@cache
def read(name: str) -> Rows:
    """The rows of `<name>.json`, shared by all callers: not to be written to."""
    path = Path(__file__).parent / f"{name}.json"
    found: Rows = json.loads(path.read_text(encoding="utf-8"))
    return found


def golden() -> Rows:
    """Five steps of every rule from (1, 1) on 1/2 (x^2 + 10 y^2), to full precision."""
    return read("golden_optimizers")


def polls() -> Rows:
    """The questions of the lecture: id, slide, demo, texts, options, the correct one and why."""
    return read("polls")


def glossary() -> Rows:
    """The terms of the lecture: en, fa and the slide that uses them."""
    return read("glossary")
