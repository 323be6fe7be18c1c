"""JSON as strangers send it: UTF-8, at most 16 deep, no NaN, no name twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from engine.registry import Text
from webapp.errors import Problem

DEEPEST = 16

NOT_UTF8: Text = ("it is not UTF-8", "به کد UTF-8 نیست")
NOT_JSON: Text = ("it does not follow the grammar of JSON", "از دستور JSON پیروی نمی‌کند")
TOO_DEEP: Text = ("it is nested deeper than 16", "از ۱۶ لایه تودرتوتر است")
NOT_FINITE: Text = ("NaN and Infinity are not JSON", "NaN و Infinity در JSON نیستند")
TWICE: Text = ("a name occurs twice in one object", "نامی دو بار در یک شیء آمده است")
NOT_TEXT: Text = ("it holds half a character", "نیم‌نویسه‌ای در آن هست")


def read_json(data: bytes) -> Any:
    """The value; raises Problem that names the broken rule."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem("bad_json", why=NOT_UTF8) from None
    try:
        value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_object)
    except RecursionError:
        raise Problem("bad_json", why=TOO_DEEP) from None
    except ValueError:
        raise Problem("bad_json", why=NOT_JSON) from None
    _check(value)
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise Problem("bad_json", why=NOT_FINITE)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) < len(pairs):
        raise Problem("bad_json", why=TWICE)
    return said


def _check(value: Any) -> None:
    """Level by level, so that no depth can exhaust the stack."""
    level = [value]
    _check_text(level)
    for _ in range(DEEPEST):
        level = [item for part in level for item in _inside(part)]
        _check_text(level)
    if any(isinstance(part, (dict, list)) for part in level):
        raise Problem("bad_json", why=TOO_DEEP)


def _check_text(level: list[Any]) -> None:
    """A lone surrogate can be written in JSON, but is no text: nothing could store it."""
    for part in level:
        for text in (part,) if isinstance(part, str) else part if isinstance(part, dict) else ():
            try:
                text.encode()
            except UnicodeEncodeError:
                raise Problem("bad_json", why=NOT_TEXT) from None


def _inside(part: Any) -> Iterator[Any]:
    if isinstance(part, dict):
        yield from part.values()
    elif isinstance(part, list):
        yield from part
