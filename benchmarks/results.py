"""benchmarks/RESULTS.md: one section a benchmark, replaced whenever it runs again."""

from __future__ import annotations

import datetime
import os
import platform
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "RESULTS.md"
HEAD = "# Results\n\nMeasured by `make bench`; ratios come from one run in which all take turns.\n"


def machine() -> str:
    """One line on where a figure was measured."""
    cpu = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    today = datetime.datetime.now(tz=datetime.UTC).date()
    return f"{today}, {cpu}, {os.cpu_count()} cores, Python {platform.python_version()}"


def write_section(title: str, body: str) -> None:
    """Put `body` under `## title`, in place of what stood there."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else HEAD
    parts = re.split(r"(?m)^(?=## )", text)
    fresh = f"## {title}\n\n{machine()}\n\n{body.strip()}"
    kept = [fresh if part.startswith(f"## {title}\n") else part.strip() for part in parts]
    if fresh not in kept:
        kept.append(fresh)
    whole = RESULTS.with_suffix(".new")  # whoever is ended in the middle loses no table
    whole.write_text("\n\n".join(kept) + "\n", encoding="utf-8")
    whole.replace(RESULTS)
    print(f"{fresh}\n")


def record(title: str, figures: Mapping[str, Any]) -> None:
    """A section that is a table of figures."""
    rows = [f"| {name} | {_short(value)} |" for name, value in figures.items()]
    write_section(title, "\n".join(["| what | figure |", "|---|---|", *rows]))


def _short(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
