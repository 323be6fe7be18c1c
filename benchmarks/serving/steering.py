"""From asking to having: learning rate and pause, while a step takes up to 20 ms."""

from __future__ import annotations

import statistics
import time
from typing import Any

from benchmarks.control import LINEAR, changes, pauses
from benchmarks.serving.hall import Hall, hall, start
from benchmarks.serving.machine import Machine
from benchmarks.serving.watching import verdict

SLOW = {**LINEAR, "batch": "512"}
P50_MS, P99_MS = 15.0, 60.0


def measure() -> dict[str, Any]:
    """The rows of both controls."""
    with hall() as here, Machine() as machine:
        step = step_ms(here)
        rates, stops = changes(here.server, SLOW), pauses(here.server, SLOW)
    return {
        "a step, ms": step,
        **row("PATCH to the new learning rate in force", rates),
        **row("PATCH to paused", stops),
        "machine": machine.said(),
        "caps set": "none",
    }


def row(what: str, took: list[float]) -> dict[str, Any]:
    """Figure and verdict of one control."""
    p50, p99 = statistics.median(took), took[int(0.99 * len(took))]
    met = "met" if verdict(p50, P50_MS) == verdict(p99, P99_MS) == "met" else "MISSED"
    return {
        f"{what}, ms, p50 / p99 / max of {len(took)}": f"{p50:.1f} / {p99:.1f} / {took[-1]:.1f}",
        f"{what}: asked": f"p50 at most {P50_MS:g}, p99 at most {P99_MS:g} ms: {met}",
    }


def step_ms(here: Hall) -> float:
    """Milliseconds of one step of the network that is steered, alone on its trainer."""
    person = here.person()
    run = start(person, "cifar10", SLOW)
    while (first := person.call("GET", f"/api/runs/{run}")["step"]) < 50:
        time.sleep(0.1)
    began = time.perf_counter()
    time.sleep(4)
    steps = person.call("GET", f"/api/runs/{run}")["step"] - first
    took = time.perf_counter() - began
    person.call("DELETE", f"/api/runs/{run}")
    return 1e3 * took / max(1, steps)
