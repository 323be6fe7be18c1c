"""What a session says when parameters change while it runs."""

from __future__ import annotations

from typing import Any

from engine.events import Event, Note
from engine.schema import walk


def changes(old: Any, new: Any) -> list[Event]:
    """A note for each parameter of `new` whose text differs from the one in `old`."""
    before = {name: text for name, _, text in walk(old)}
    return [
        Note("changed", {"name": n, "label": list(spec.label), "old": before[n], "new": text})
        for n, spec, text in walk(new)
        if before.get(n, text) != text
    ]
