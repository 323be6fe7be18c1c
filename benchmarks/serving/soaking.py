"""A day in minutes: 200 runs started, watched and abandoned; what the server keeps of them."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import psutil

from benchmarks.control import LINEAR
from benchmarks.serving.hall import Hall, hall, start
from benchmarks.serving.machine import Machine

RUNS, WARM, PEOPLE_AT_ONCE = 200, 200, 8
SHORT = {**LINEAR, "epochs": "1"}
EVENTS_HEARD = 6
LOOKS = ("what=predictions&images=test:0,test:1", "what=layers&image=test:0&maps=weights")
PATIENCE_S = 120.0
MEMORY_SHARE, SPARE = 0.05, 2  # what counts as back: 5 % of memory, two descriptors
PARTS = ("gunicorn", "webapp.trainer")
CAPS = {"KEEP_DAYS": "0", "TRAINERS": "2"}


@dataclass(frozen=True)
class Kept:
    """What the server holds."""

    memory: dict[str, float]
    files: int
    threads: int
    disk: int
    runs: int

    @classmethod
    def of(cls, here: Hall) -> Kept:
        """Sums over its processes: MB of their own, descriptors, threads; bytes of its store."""
        family = here.processes()
        return cls(
            {part: megabytes(here.processes(part)) for part in PARTS},
            sum(p.num_fds() for p in family),
            sum(p.num_threads() for p in family),
            here.store.bytes(),
            here.store.runs(),
        )


def megabytes(processes: list[psutil.Process]) -> float:
    """What these hold that nobody else shares."""
    return sum(p.memory_full_info().uss for p in processes) / 1e6


def abandon(here: Hall, number: int) -> None:
    """Start a run, hear it begin, look at a picture or two, and be gone without a word."""
    person = here.person()
    run = start(person, "cifar10", {**SHORT, "seed": str(number)})
    for name, _, _ in islice(person.events(run), EVENTS_HEARD):
        step = person.call("GET", f"/api/runs/{run}/keyframes")["latest"]
        if name == "metrics" and step is not None:
            for ask in LOOKS:
                person.call("GET", f"/api/runs/{run}/look?{ask}&step={step}")
    person.stream.close()
    person.http.close()


def abandon_all(here: Hall, numbers: range) -> None:
    """A few people at a time, then wait until their runs have ended by themselves."""
    with ThreadPoolExecutor(PEOPLE_AT_ONCE) as people:
        list(people.map(lambda number: abandon(here, number), numbers))
    wait(here, "lab_runs", lambda text: alive(text) == 0)


def alive(metrics: str) -> int:
    """Runs that have not ended, of /metrics."""
    states = ("queued", "running", "paused")
    lines = [line for line in metrics.splitlines() if line.startswith("lab_runs{")]
    return sum(
        int(float(line.split()[1])) for line in lines if any(f'"{s}"' in line for s in states)
    )


def wait(here: Hall, what: str, right: Any) -> None:
    """Until /metrics is right; TimeoutError when it never is."""
    person = here.person()
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        person.http.request("GET", "/metrics")
        if right(person.http.getresponse().read().decode()):
            return
        time.sleep(0.5)
    raise TimeoutError(f"expected {what} to calm down within {PATIENCE_S:g} s")


def pruned(here: Hall) -> None:
    """Wait until the supervisor has removed what has ended, and its last words are forgotten."""
    end = time.monotonic() + PATIENCE_S
    while here.store.runs() and time.monotonic() < end:
        time.sleep(0.5)


def measure(program: Path) -> dict[str, Any]:
    """The rows before, warm and after."""
    with hall(**CAPS) as here:
        fresh = Kept.of(here)
        abandon_all(here, range(WARM))
        warm = Kept.of(here)
        with Machine() as machine:
            began = time.monotonic()
            abandon_all(here, range(WARM, WARM + RUNS))
            took = time.monotonic() - began
        pruned(here)
        time.sleep(2)
        after = Kept.of(here)
    return rows(fresh, warm, after) | {
        "runs": f"{RUNS} in {took:.0f} s after {WARM} to warm up, {PEOPLE_AT_ONCE} people at once",
        "machine": machine.said(),
        "caps set": " ".join(f"{name}={value}" for name, value in CAPS.items()),
    }


def rows(fresh: Kept, warm: Kept, after: Kept) -> dict[str, Any]:
    """What came back and what did not."""
    back = {
        "memory": sum(after.memory.values()) <= (1 + MEMORY_SHARE) * sum(warm.memory.values()),
        "descriptors": after.files <= warm.files + SPARE,
        "threads": after.threads <= warm.threads,
        "disk": after.runs == fresh.runs,
    }
    missed = [name for name, right in back.items() if not right]
    return {
        **{
            f"memory of {part}, MB, fresh / warm / after": " / ".join(
                f"{kept.memory[part]:.0f}" for kept in (fresh, warm, after)
            )
            for part in PARTS
        },
        "descriptors, warm / after": f"{warm.files} / {after.files}",
        "threads, warm / after": f"{warm.threads} / {after.threads}",
        "disk, MB, fresh / warm / after": " / ".join(
            f"{kept.disk / 1e6:.1f}" for kept in (fresh, warm, after)
        ),
        "runs kept, fresh / warm / after": f"{fresh.runs} / {warm.runs} / {after.runs}",
        "asked": f"back to start: {'met' if not missed else 'MISSED: ' + ', '.join(missed)}",
    }
