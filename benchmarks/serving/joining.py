"""A class of 300 opens the link within ten seconds: page, its files, form, run, stream."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path
from typing import Any

from benchmarks.serving.hall import Hall, hall
from benchmarks.serving.load import crowd, stream_of
from benchmarks.serving.machine import Machine
from benchmarks.serving.watching import caps_for, lags, lost, verdict

STUDENTS, WITHIN_S, AFTER_S = 300, 10, 5
ASKED_MS = 1000.0
FILES = re.compile(r'(?:href|src)="(/static/[^"]+)"')


def plan(here: Hall, run: str) -> list[str]:
    """What a browser with an empty cache asks of us, in order."""
    page = f"/demos/cifar10?run={run}"
    with urllib.request.urlopen(here.server.url + page) as answer:
        files = dict.fromkeys(FILES.findall(answer.read().decode()))
    return [
        f"page GET {page}",
        *(f"files GET {file}" for file in files),
        'form POST /api/demos/cifar10/plan {"params": {}}',
        f"run GET /api/runs/{run}",
        stream_of(run),
    ]


def measure(program: Path) -> dict[str, Any]:
    """The rows of the arrival, with a run that trains meanwhile."""
    with hall(**caps_for(STUDENTS)) as here:
        run = here.beat()
        asked = {"port": here.port, "clients": STUDENTS, "ramp": STUDENTS / WITHIN_S}
        steps = plan(here, run)
        with (
            Machine() as machine,
            crowd(program, steps, **asked, seconds=AFTER_S, settle=0, whole=1) as students,
        ):
            heard = students.figures()
        caps = here.said_of_caps()
    return rows(heard, len(steps)) | {"machine": machine.said(), "caps set": caps}


def rows(heard: dict[str, Any], requests: int) -> dict[str, Any]:
    """The table of an arrival."""
    said = heard["steps"]
    errors = sum(step["errors"] for step in said.values())
    streams = heard["streams"]
    errors += heard["unanswered"] + streams["refused"] + streams["broken"]
    kept = verdict(said["page"]["p99"], ASKED_MS) if errors == 0 else "MISSED"
    table: dict[str, Any] = {
        "students": f"{STUDENTS} within {WITHIN_S} s, {requests} requests each, no cache",
        "errors": errors,
    }
    for name, step in said.items():
        what = "first event after asking" if name == "stream" else name
        table[f"{what}, ms, p50 / p99 / max"] = (
            f"{step['p50']:.1f} / {step['p99']:.1f} / {step['max']:.1f}"
        )
    table["asked"] = f"no error, p99 of the page under {ASKED_MS:g} ms: {kept}"
    table["events to those who listen, ms, p50 / p99 / max"] = lags(heard)
    table["gaps"] = lost(heard)
    return table
