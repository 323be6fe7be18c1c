"""As much of YAML as compose.yaml uses: nested blocks, flow lists of words, block lists."""

from __future__ import annotations

import re
from typing import Any

WORD = re.compile(r'"([^"]*)"|([^,\s][^,]*)')


def read(text: str) -> dict[str, Any]:
    """Nested dicts and lists of text; raises ValueError for what it does not know."""
    lines = [
        line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    return _block(lines, 0)


def _block(lines: list[str], indent: int) -> Any:
    """Take the lines of one block away from the front."""
    found: Any = [] if lines[0].lstrip().startswith("- ") else {}
    while lines and _indent(lines[0]) == indent:
        line = lines.pop(0).strip()
        if isinstance(found, list):
            found.append(_value(line.removeprefix("- ")))
            continue
        name, colon, rest = line.partition(":")
        if not colon or name in found:
            raise ValueError(f"expected `name: value`, got {line!r}")
        rest = re.sub(r"^&\w+", "", rest.strip())
        deeper = bool(lines) and _indent(lines[0]) > indent
        found[name] = _block(lines, _indent(lines[0])) if deeper and not rest else _value(rest)
    return found


def _value(text: str) -> Any:
    if text.startswith("[") and text.endswith("]"):
        return [quoted or plain for quoted, plain in WORD.findall(text[1:-1])]
    return text.strip('"')


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
