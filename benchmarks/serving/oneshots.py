"""Sixty instant demos a second beside a thousand open streams."""

from __future__ import annotations

import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.serving.hall import Hall, hall
from benchmarks.serving.load import crowd
from benchmarks.serving.watching import SECONDS, caps_for, lags, lost, verdict, watch

WATCHERS, A_SECOND, CONNECTIONS = 1000, 60, 30
ASKED_MS = 100.0
FIRST = 12  # connections that ask each demo first: both web processes have met it


def plan(here: Hall) -> list[str]:
    """Every instant demo that answers at once, as its page asks it first."""
    demos = here.server.json("/api/demos")["demos"]
    keys = [demo["key"] for demo in demos if demo["kind"] == "instant"]
    return [f'{key} POST /api/demos/{key}/events {{"params": {{}}}}' for key in keys]


def cold(here: Hall, steps: list[str]) -> str:
    """The slowest answers of a server that has just started, which keeps what it works out once."""

    def ask(step: str) -> float:
        _, _, path, body = step.split(" ", 3)
        headers = {"Content-Type": "application/json"}
        began = time.perf_counter()
        urllib.request.urlopen(
            urllib.request.Request(here.server.url + path, body.encode(), headers)
        ).read()
        return 1e3 * (time.perf_counter() - began)

    with ThreadPoolExecutor(4) as people:
        took = {step: max(people.map(ask, [step] * FIRST)) for step in steps}
    worst = max(took, key=took.__getitem__)
    return f"{took[worst]:.0f} ({worst.split()[0]})"


def measure(program: Path) -> dict[str, Any]:
    """The rows of both crowds."""
    with hall(**caps_for(WATCHERS)) as here:
        asked = {"port": here.port, "clients": CONNECTIONS, "rate": A_SECOND}
        run, steps = here.beat(), plan(here)
        slowest = cold(here, steps)
        with crowd(program, steps, **asked, seconds=10_000, settle=0) as readers:
            heard, machine = watch(here, program, run, WATCHERS)
            shots = readers.stop()
        caps = here.said_of_caps()
    steps_said = shots["steps"].values()
    done = sum(step["done"] for step in steps_said)
    errors = sum(step["errors"] for step in steps_said)
    p99 = heard["streams"]["p99"]
    return {
        "watchers": WATCHERS,
        "one-shot demos": f"{done} answered, {done / shots['seconds']:.1f}/s, {errors} errors",
        "their mix": f"the {len(steps)} instant demos in turn, over {CONNECTIONS} connections",
        f"asked by {FIRST} each just after the start, ms, slowest": slowest,
        "then one-shot, ms, median of the medians / worst p99": _both(shots),
        "event to client, ms, p50 / p99 / max": lags(heard),
        "asked": f"p99 of the streams at most {ASKED_MS:g} ms: {verdict(p99, ASKED_MS)}",
        "gaps": lost(heard),
        "machine": machine.said(),
        "seconds": SECONDS,
        "caps set": caps,
    }


def _both(shots: dict[str, Any]) -> str:
    steps = shots["steps"]
    medians = sorted(step["p50"] for step in steps.values())
    slowest = max(steps, key=lambda name: steps[name]["p99"])
    return f"{medians[len(medians) // 2]:.1f} / {steps[slowest]['p99']:.1f} ({slowest})"
