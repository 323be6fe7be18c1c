"""python -m engine.dial: train at every learning rate anew and write what ships."""

from __future__ import annotations

import json
import math

from engine.backend import Array
from engine.dial.regimes import SHIPPED, computed


def written() -> str:
    """The sweep as JSON: a line a judgement, null where a loss is no number."""
    swept = computed()
    loss = ",\n".join("  " + json.dumps(_row(row)) for row in swept.loss)
    head = {"rates": swept.rates.tolist(), "steps": swept.steps.tolist()}
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    lines += [f'"regimes": {json.dumps(swept.regimes)}', f'"loss": [\n{loss}\n]']
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _row(row: Array) -> list[float | None]:
    return [None if math.isnan(value) else value for value in row.tolist()]


if __name__ == "__main__":
    SHIPPED.write_text(written(), encoding="utf-8")
