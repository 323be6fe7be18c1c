"""The numbers of an instant demo as a table, for a reader without JavaScript."""

from __future__ import annotations

from typing import Any

from engine.events import Metrics
from webapp.demos import Demo

MOST_MS = 200
MOST_ROWS = 500


def metrics_table(entry: type[Demo], demo: Demo, lang: str) -> dict[str, Any] | None:
    """Column names and rows of text; None when it would take longer than an answer may."""
    if demo.cost() > MOST_MS:
        return None
    found = [event for event in demo.run() if isinstance(event, Metrics)][:MOST_ROWS]
    names = list(dict.fromkeys(name for event in found for name in event.values))
    labels = [entry.metrics.get(name, (name, name))[lang == "fa"] for name in names]
    step = entry.counts[lang == "fa"]
    rows = [[str(e.step), *(_cell(e.values.get(name)) for name in names)] for e in found]
    return {"names": [step, *labels], "rows": rows}


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"
