"""What dragging costs: one answer, thirty students at once, frames a second under the finger.

`python -m benchmarks.drag` starts a server of its own; figures are kept in benchmarks/RESULTS.md.
"""

from __future__ import annotations

import http.client
import json
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.results import record
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.instants import INSTANT, journey
from tests.server import Server

STUDENTS, SECONDS, ALONE = 30, 10.0, 60
SHORTEST_S = 0.033  # the pause of the closed loop

# Moves the pointer once a frame and counts the frames; the handle must have gone along.
FRAMES = """(seconds) => new Promise((done) => {
  let frames = 0; const end = performance.now() + 1000 * seconds;
  const turn = () => { frames += 1;
    if (performance.now() < end) requestAnimationFrame(turn); else done(frames / seconds); };
  requestAnimationFrame(turn);
})"""


class Student:
    """One connection that asks again and again, as `core/loop.js` does."""

    def __init__(self, server: Server, key: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        self.path = f"/api/demos/{key}/events"
        self.waits: list[float] = []

    def ask(self) -> float:
        """Milliseconds from a change to its confirmed number."""
        began = time.perf_counter()
        headers = {"Content-Type": "application/json"}
        self.connection.request("POST", self.path, json.dumps({"params": {}}), headers)
        answer = self.connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        return 1000 * (time.perf_counter() - began)

    def drag(self, until: float) -> None:
        """Ask in the closed loop until a moment."""
        while time.perf_counter() < until:
            self.waits.append(self.ask())
            time.sleep(max(SHORTEST_S, self.waits[-1] / 1000))


def alone(server: Server, key: str) -> float:
    """The median answer to somebody who is alone, in ms."""
    student = Student(server, key)
    student.ask()
    return statistics.median(student.ask() for _ in range(ALONE))


def together(server: Server, key: str) -> list[float]:
    """Every wait of thirty students who drag for ten seconds, in ms, ascending."""
    students = [Student(server, key) for _ in range(STUDENTS)]
    until = time.perf_counter() + SECONDS
    threads = [threading.Thread(target=student.drag, args=(until,)) for student in students]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(wait for student in students for wait in student.waits)


def frames(page: Page, base: str, key: str) -> float:
    """Frames a second while the pointer moves."""
    page.goto(f"{base}/demos/{key}")
    page.wait_for_selector("#main[data-computed]")
    selector = journey(key).drag[0]
    page.locator(selector).scroll_into_view_if_needed()
    box = page.locator(selector).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("(s) => { window.counted = (" + FRAMES + ")(s) }", 3.0)
    end = time.perf_counter() + 2.8
    while time.perf_counter() < end:
        page.mouse.move(x + 40 * ((time.perf_counter() * 2) % 1), y)
    counted = float(page.evaluate("window.counted"))
    page.mouse.up()
    return counted


def main() -> int:
    """Measure, print, record."""
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server:
        for key in INSTANT:
            figures[f"{key}: one answer, ms, median"] = alone(server, key)
            waits = together(server, key)
            figures[f"{key}: {STUDENTS} dragging, ms, p95"] = waits[int(0.95 * len(waits))]
            figures[f"{key}: {STUDENTS} dragging, answers/s"] = len(waits) / SECONDS
        with sync_playwright() as play:
            page = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS).new_page()
            for key in INSTANT:
                figures[f"{key}: frames/s under the finger"] = frames(page, server.url, key)
    record("dragging", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
