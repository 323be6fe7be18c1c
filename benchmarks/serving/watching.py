"""Many watch one run while every trainer trains."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.serving.hall import Hall, hall
from benchmarks.serving.load import crowd, stream_of
from benchmarks.serving.machine import Machine

SECONDS = 30


def caps_for(watchers: int) -> dict[str, str]:
    """All come from one address and each has a session of his own."""
    room = str(watchers + 500)
    return {"STREAMS": room, "STREAMS_PER_ADDRESS": room, "TRAINERS": "2"}


def watch(
    here: Hall, program: Path, run: str, watchers: int, seconds: int = SECONDS
) -> tuple[dict[str, Any], Machine]:
    """What so many heard, and the machine meanwhile."""
    asked = {"port": here.port, "clients": watchers, "ramp": 400, "seconds": seconds}
    with crowd(program, [stream_of(run)], **asked) as people:
        people.wait_until_there()
        with Machine() as machine:
            heard = people.figures()
    return heard, machine


def lost(heard: dict[str, Any]) -> str:
    """What went wrong with the streams of a crowd, in numbers."""
    streams = heard["streams"]
    missing = heard["clients"] - heard["listening"]
    found = [f"{streams[name]} {name}" for name in ("gaps", "doubles")]
    return ", ".join([*found, f"{missing} of {heard['clients']} not listening"])


def lags(heard: dict[str, Any]) -> str:
    """Median, 99th percentile and largest lag of the events."""
    said = heard["streams"]
    return f"{said['p50']:.1f} / {said['p99']:.1f} / {said['max']:.1f}"


def measure(program: Path, watchers: int, asked_ms: float, trainings: int = 2) -> dict[str, Any]:
    """The rows of one crowd, beside so many runs of the network of the page."""
    with hall(**caps_for(watchers)) as here:
        here.trainings(trainings)
        heard, machine = watch(here, program, here.beat(), watchers)
        caps = here.said_of_caps()
    count = heard["streams"]["count"]
    return {
        "watchers": watchers,
        "events timed": f"{count} in {SECONDS} s, {count / watchers / SECONDS:.1f}/s each",
        "event to client, ms, p50 / p99 / max": lags(heard),
        "asked": f"p99 at most {asked_ms:g} ms: {verdict(heard['streams']['p99'], asked_ms)}",
        "gaps": lost(heard),
        "trainers": f"2, {trainings} other runs as fast as they can beside the one watched",
        "machine": machine.said(),
        "load client, cores": heard["cpu"] / heard["seconds"],
        "caps set": caps,
    }


def verdict(found: float, most: float) -> str:
    """Whether a figure keeps its limit."""
    return "met" if found <= most else "MISSED"
