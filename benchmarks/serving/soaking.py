"""A day in minutes: hundreds of runs started, watched and abandoned; what the server keeps of them.

Judged is what an idle server holds after 600 runs against what it held, as idle, after the
first 200: by then every process has imported, opened and computed once what it keeps for ever.
Idle means that no run is left and nobody has asked for anything for IDLE_S: until then pictures
stay for those who ask again, paused runs stay warm and RQ's horses stay. Memory is anonymous and
shared memory; files that are mapped (the data set, libraries) are the system's to drop.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.control import LINEAR
from benchmarks.serving.hall import Hall, hall, start
from benchmarks.serving.machine import Machine, megabytes

WARM, RUNS, PEOPLE_AT_ONCE = 200, 200, 8  # runs to warm up, and twice so many more
IDLE_S = 75.0
SHORT = {**LINEAR, "epochs": "1"}
EVENTS_HEARD = 6
LOOKS = ("what=predictions&images=test:0,test:1", "what=layers&image=test:0&maps=weights")
PATIENCE_S = 120.0
# MB more, a process: CPython takes memory an arena of 1 MiB at a time, and a web process has 15
# threads, each with an arena of glibc's and a cache of SQLite's.
PARTS = {"gunicorn": 3.0, "webapp.trainer": 2.0, "webapp serve": 2.0}
DISK_MB = 5.0  # the write-ahead log of the table is cut at 4 MB
SHOWN = (
    ("processes", "count", "d"),
    ("MB", "memory", ".1f"),
    ("MB anonymous + shared + mapped files", "kinds", ""),
    ("descriptors", "files", "d"),
    ("threads", "threads", "d"),
)
CAPS = {"KEEP_DAYS": "0", "TRAINERS": "2"}


@dataclass(frozen=True)
class Kept:
    """What the server holds: by kind of process MB, processes, descriptors, threads; its store."""

    memory: dict[str, float]
    kinds: dict[str, str]
    count: dict[str, int]
    files: dict[str, int]
    threads: dict[str, int]
    disk: float
    runs: int

    @classmethod
    def of(cls, here: Hall) -> Kept:
        """Sums over the processes of each kind, and MB of the store."""
        kinds = {part: here.processes(part) for part in PARTS}
        held = {part: megabytes(found) for part, found in kinds.items()}
        return cls(
            {part: mb["Pss_Anon"] + mb["Pss_Shmem"] for part, mb in held.items()},
            {part: " + ".join(f"{one:.1f}" for one in mb.values()) for part, mb in held.items()},
            {part: len(found) for part, found in kinds.items()},
            {part: sum(p.num_fds() for p in found) for part, found in kinds.items()},
            {part: sum(p.num_threads() for p in found) for part, found in kinds.items()},
            here.store.bytes() / 1e6,
            here.store.runs(),
        )


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


def idle(here: Hall) -> Kept:
    """What is left when the supervisor has removed what has ended, and IDLE_S have passed."""
    begun = time.monotonic()
    while here.store.runs() and time.monotonic() < begun + PATIENCE_S:
        time.sleep(0.5)
    time.sleep(max(0.0, begun + IDLE_S - time.monotonic()))
    return Kept.of(here)


def measure(program: Path) -> dict[str, Any]:
    """The rows: fresh, idle after 200, right after 400, idle after 600."""
    with hall(**CAPS) as here:
        fresh = Kept.of(here)
        abandon_all(here, range(WARM))
        warm = idle(here)
        with Machine() as machine:
            began = time.monotonic()
            abandon_all(here, range(WARM, WARM + RUNS))
            busy = Kept.of(here)
            abandon_all(here, range(WARM + RUNS, WARM + 2 * RUNS))
            took = time.monotonic() - began
        after = idle(here)
    return rows(fresh, warm, busy, after) | {
        "runs": f"{2 * RUNS} in {took:.0f} s after {WARM} to warm up, "
        f"{PEOPLE_AT_ONCE} people at once",
        "machine": machine.said(),
        "caps set": " ".join(f"{name}={value}" for name, value in CAPS.items()),
    }


def rows(fresh: Kept, warm: Kept, busy: Kept, after: Kept) -> dict[str, Any]:
    """What came back and what did not."""
    all_of = (fresh, warm, busy, after)
    said = {
        f"{what} of {part}": " / ".join(f"{getattr(kept, name)[part]:{form}}" for kept in all_of)
        for part in PARTS
        for what, name, form in SHOWN
    }
    missed = missing(warm, after)
    return {
        "each": f"fresh / idle after {WARM} runs / at once after {WARM + RUNS} / "
        f"idle after {WARM + 2 * RUNS}",
        **said,
        "MB of the store": " / ".join(f"{kept.disk:.1f}" for kept in all_of),
        "runs in it": " / ".join(f"{kept.runs}" for kept in all_of),
        "asked": f"after {WARM + 2 * RUNS} as after {WARM}, idle: "
        + "as many processes, descriptors and threads; "
        + ", ".join(f"{part} at most {spare:g} MB more a process" for part, spare in PARTS.items())
        + f"; no run in the store, at most {DISK_MB:g} MB more: "
        + ("met" if not missed else f"MISSED: {', '.join(missed)}"),
    }


def missing(warm: Kept, after: Kept) -> list[str]:
    """What did not come back."""
    back = {
        f"memory of {part}": after.memory[part] <= warm.memory[part] + spare * warm.count[part]
        for part, spare in PARTS.items()
    } | {
        "processes": after.count == warm.count,
        "descriptors": all(after.files[part] <= warm.files[part] for part in PARTS),
        "threads": all(after.threads[part] <= warm.threads[part] for part in PARTS),
        "the store": not after.runs and after.disk <= warm.disk + DISK_MB,
    }
    return [name for name, right in back.items() if not right]
