"""How soon a run obeys: from sending a changed learning rate to reading that it holds.

`python -m benchmarks.control` starts a server of its own; steps of the run take a few
milliseconds. Figures are printed and kept in benchmarks/RESULTS.md.
"""

from __future__ import annotations

import http.client
import json
import queue
import random
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from benchmarks.results import record
from tests.server import Server

LINEAR = {"layers": "dense", "layers.0.init": "normal", "shift": "0", "flip": "0", "epochs": "1000"}
CHANGES, PAUSES, STARTS = 200, 100, 20


class Person:
    """A browser without a page: one connection for requests, one for the stream."""

    def __init__(self, server: Server) -> None:
        self.http = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        self.stream = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        self.cookie = ""

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of an answer."""
        headers = {"Content-Type": "application/json", "Cookie": self.cookie}
        self.http.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.http.getresponse()
        self.cookie = (answer.getheader("set-cookie") or self.cookie).split(";")[0]
        return json.loads(answer.read() or b"null")

    def events(self, run: str) -> Any:
        """Name, data and time of arrival of every event of a run."""
        self.stream.request("GET", f"/api/runs/{run}/events")
        name = ""
        for line in self.stream.getresponse():
            if line.startswith(b"event: "):
                name = line[7:].strip().decode()
            elif line.startswith(b"data: "):
                yield name, json.loads(line[6:]), time.perf_counter()


def changes(server: Server, params: dict[str, str] = LINEAR) -> list[float]:
    """Milliseconds from a PATCH of the learning rate to the note that says it holds."""
    person, held, first = Person(server), dict[str, float](), threading.Event()
    person.call("GET", "/api/session")
    run = person.call("POST", "/api/runs", {"demo": "cifar10", "params": params})["id"]

    def listen() -> None:
        for name, data, at in person.events(run):
            if name == "metrics":
                first.set()
            if name == "note" and data["key"] == "changed":
                held[data["args"]["new"]] = at

    threading.Thread(target=listen, daemon=True).start()
    first.wait(20)
    sent = {}
    for k in range(CHANGES):
        rate = f"{1e-5 * (k + 1):.6g}"
        sent[rate] = time.perf_counter()
        person.call("PATCH", f"/api/runs/{run}", {"params": {"lr": rate}})
        time.sleep(random.uniform(0.02, 0.08))
    time.sleep(1)
    person.call("DELETE", f"/api/runs/{run}")
    return sorted(1e3 * (held[rate] - at) for rate, at in sent.items() if rate in held)


def pauses(server: Server, params: dict[str, str] = LINEAR) -> list[float]:
    """Milliseconds from a PATCH that pauses to the event that says so, the run going on between."""
    person, said = Person(server), queue.SimpleQueue[tuple[str, float]]()
    person.call("GET", "/api/session")
    run = person.call("POST", "/api/runs", {"demo": "cifar10", "params": params})["id"]

    def listen() -> None:
        for name, data, at in person.events(run):
            if name == "state":
                said.put((data["state"], at))

    def heard(state: str) -> float:
        return next(at for found, at in iter(lambda: said.get(timeout=20), None) if found == state)

    threading.Thread(target=listen, daemon=True).start()
    took = []
    for _ in range(PAUSES):
        heard("running")
        time.sleep(random.uniform(0.1, 0.2))
        asked = time.perf_counter()
        person.call("PATCH", f"/api/runs/{run}", {"command": "pause"})
        took.append(1e3 * (heard("paused") - asked))
        person.call("PATCH", f"/api/runs/{run}", {"command": "resume"})
    person.call("DELETE", f"/api/runs/{run}")
    return sorted(took)


def starts(server: Server) -> list[float]:
    """Milliseconds from POST to the first metrics of a run."""
    times = []
    for _ in range(STARTS):
        person = Person(server)
        person.call("GET", "/api/session")
        began = time.perf_counter()
        run = person.call("POST", "/api/runs", {"demo": "cifar10", "params": {}})["id"]
        times.append(
            1e3 * next(at - began for name, _, at in person.events(run) if name == "metrics")
        )
        person.call("DELETE", f"/api/runs/{run}")
    return sorted(times)


def main() -> int:
    """Measure, print, record."""
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server:
        began = starts(server)
        took = changes(server)
    record(
        "Control",
        {
            "changes heard": f"{len(took)} of {CHANGES}",
            "PATCH to the new value in force, ms, p50": statistics.median(took),
            "PATCH to the new value in force, ms, p99": took[int(0.99 * len(took))],
            "POST to the first metrics, ms, p50": statistics.median(began),
            "POST to the first metrics, ms, largest of 20": began[-1],
        },
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
