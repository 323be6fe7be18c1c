"""What it costs a run on the card that a hundred people hear of every step.

The server trains with DEVICE from the environment, by default gpu.
"""

from __future__ import annotations

import importlib.util
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.gpu.saying import cannot, say, seconds_left

WATCHERS, SECONDS, ROUNDS = 100, 3, 5
CAPS = {"TRAINERS": "1", "IDLE_MINUTES": "0", "STREAMS": "300", "STREAMS_PER_ADDRESS": "300"}
NEEDED = ("flask", "gunicorn", "a2wsgi", "psutil")


def main() -> int:
    """Steps a second alone and watched, in turns."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        return cannot(f"the server needs {', '.join(missing)}, not installed here")
    with tempfile.TemporaryDirectory() as folder:
        return measure(Path(folder))


def measure(folder: Path) -> int:
    """A server, a run of the small VGG, and a crowd that comes and goes."""
    from benchmarks.serving.hall import LONG, hall, start
    from benchmarks.serving.load import NoCompiler, compile_client, crowd, stream_of
    from engine.network import PRESETS

    try:
        program = compile_client(folder)
    except NoCompiler as reason:
        return cannot(str(reason))
    with hall(**CAPS, DEVICE=os.environ.get("DEVICE", "gpu")) as here:
        person = here.person(presenter=True)
        run = start(person, "cifar10", PRESETS["vgg"].to_query() | LONG | {"batch": "512"})

        def rate() -> float:
            """Steps a second, as the run itself tells."""
            first, began = _edge(person, run)
            time.sleep(SECONDS)
            last, ended = _edge(person, run)
            return (last - first) / (ended - began)

        while _step(person, run) < 50 and seconds_left() > 0:
            time.sleep(0.1)
        found: list[tuple[float, float]] = []
        for _ in range(ROUNDS):
            alone = rate()
            asked = {"clients": WATCHERS, "ramp": 400, "seconds": SECONDS + 2}
            with crowd(program, [stream_of(run)], port=here.port, **asked) as people:
                people.wait_until_there()
                found.append((alone, rate()))
            tell(found)
            if seconds_left() < 4 * SECONDS:
                break
    return 0


def tell(found: list[tuple[float, float]]) -> None:
    """The share of steps that watching costs, the median of the rounds so far."""
    cost = statistics.median(1 - watched / alone for alone, watched in found)
    rates = [statistics.median(side) for side in zip(*found, strict=True)]
    say(watchers=f"{cost:.1%} ({rates[0]:.0f} steps/s alone, {rates[1]:.0f} watched)")


def _edge(person: object, run: str) -> tuple[int, float]:
    """The step and the moment it is first told: a trainer tells a few times a second."""
    before = step = _step(person, run)
    while step == before and seconds_left() > 0:
        time.sleep(0.005)
        step = _step(person, run)
    return step, time.perf_counter()


def _step(person: object, run: str) -> int:
    return int(person.call("GET", f"/api/runs/{run}")["step"])  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
