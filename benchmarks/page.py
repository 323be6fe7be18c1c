"""What the ConvNet page costs: bytes and seconds of a cold load, frames a second, training speed.

`python -m benchmarks.page` starts a server of its own and drives Chromium; figures are
printed and kept in benchmarks/RESULTS.md. Ratios come from one run, taken in turns. Where
Chromium draws without a graphics card on the cores that train, watching costs what it draws;
what the server alone spends on a watched run is counted by the seconds of its web processes.
"""

from __future__ import annotations

import os
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.results import record
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.server import Server

PAGE = "/demos/cifar10"
LINEAR = "?layers=dense&layers.0.init=normal&shift=0&flip=0&epochs=1000&batch=16"
RUN = re.compile(r"[?&]run=([0-9a-f]{32})")
ROUNDS, ROUND_S = 4, 6.0

FRAMES = """async (seconds) => {
  let frames = 0, worst = 0, last = performance.now();
  const end = last + 1000 * seconds;
  while (performance.now() < end) {
    await new Promise(requestAnimationFrame);
    const now = performance.now(); worst = Math.max(worst, now - last); last = now; frames += 1;
  }
  return [frames / seconds, worst];
}"""


def cold_load(browser: Browser, base: str) -> dict[str, float]:
    """Kilobytes over the wire, and seconds until the form answers and a picture is drawn."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    sizes: list[float] = []
    client.on("Network.loadingFinished", lambda said: sizes.append(said["encodedDataLength"]))
    began = time.perf_counter()
    page.goto(base + PAGE, wait_until="commit")
    page.wait_for_selector("#f-lr:enabled")
    page.wait_for_selector("#curves .drawing svg")
    drawn = time.perf_counter() - began
    page.wait_for_timeout(2000)  # whatever else the page asks for by itself is counted too
    page.context.close()
    return {"KB": sum(sizes) / 1e3, "first picture s": drawn}


def start(page: Page, base: str, query: str) -> str:
    """Open the page, press Run, return the run's id."""
    page.goto(base + PAGE + query)
    page.wait_for_selector("#run-main[data-shows]")
    page.click("#run-main")
    page.wait_for_url(RUN)
    found = RUN.search(page.url)
    return found[1] if found else ""


def steps(server: Server, run: str) -> int:
    """How many steps the run has made."""
    return int(server.json(f"/api/runs/{run}")["step"])


def web_seconds(server: Server) -> float:
    """Processor seconds that the web processes have used so far."""
    everybody = psutil.Process(server.process.pid).children(recursive=True)
    web = [one for one in everybody if "gunicorn" in " ".join(one.cmdline())]
    return sum(sum(one.cpu_times()[:2]) for one in web)


def speed(server: Server, run: str) -> tuple[float, float]:
    """Steps a second over one round, and the web processes' share of the whole machine."""
    first, used, began = steps(server, run), web_seconds(server), time.perf_counter()
    time.sleep(ROUND_S)
    took = time.perf_counter() - began
    share = (web_seconds(server) - used) / took / (os.cpu_count() or 1)
    return (steps(server, run) - first) / took, share


def watching(browser: Browser, server: Server) -> dict[str, Any]:
    """Training speed of the default network with a page and without, taken in turns."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    run = start(page, server.url, "?epochs=1000")
    watched, alone = [], []
    for _ in range(ROUNDS):
        page.goto(f"{server.url}{PAGE}?run={run}")
        page.wait_for_timeout(1500)
        watched.append(speed(server, run))
        page.goto("about:blank")
        page.wait_for_timeout(500)
        alone.append(speed(server, run))
    page.goto(f"{server.url}{PAGE}?run={run}")
    page.click("#run-stop")
    page.context.close()
    spent = [
        with_page - without for (_, with_page), (_, without) in zip(watched, alone, strict=True)
    ]
    ratio = statistics.median(s for s, _ in watched) / statistics.median(s for s, _ in alone)
    return {
        "default network: server's share of the machine for a watched run": statistics.median(
            spent
        ),
        "default network: steps/s watched over alone, Chromium on the same cores": ratio,
    }


def drawing(browser: Browser, server: Server) -> dict[str, Any]:
    """Frames a second and memory after 10,000 steps of a network that makes hundreds a second."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    run = start(page, server.url, LINEAR)
    while steps(server, run) < 10_000:
        time.sleep(0.5)
    client = page.context.new_cdp_session(page)
    heaps, rates = [], []
    for _ in range(ROUNDS):
        rates.append(page.evaluate(FRAMES, ROUND_S))
        client.send("HeapProfiler.collectGarbage")
        heaps.append(client.send("Runtime.getHeapUsage")["usedSize"] / 1e6)
    page.context.close()
    return {
        "frames/s": statistics.median(rate for rate, _ in rates),
        "longest frame ms": max(worst for _, worst in rates),
        "heap MB, first to last": [round(heap, 1) for heap in heaps],
    }


def main() -> int:
    """Measure, print, record."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Server(Path(folder)) as server,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        loads = [cold_load(browser, server.url) for _ in range(3)]
        figures: dict[str, Any] = {
            name: statistics.median(x[name] for x in loads) for name in loads[0]
        }
        figures |= watching(browser, server) | drawing(browser, server)
        browser.close()
    record("page", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
