"""The load client of `make bench-serving`: it hears everything, and notices what is missing."""

from __future__ import annotations

import http.server
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from benchmarks.serving.load import NoCompiler, compile_client, crowd, stream_of
from benchmarks.serving.machine import Machine
from engine.events import Done, Frame, Metrics
from tests.http.fakes import begin, make_site, say
from tests.http.serving import serve
from webapp.api.site import Site

pytestmark = pytest.mark.serving


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compile_client(tmp_path_factory.mktemp("client"))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, int]]:
    folder = tmp_path_factory.mktemp("data")
    site = make_site(folder)
    with serve(folder) as server:
        yield site, server.port


def test_fifty_streams_hear_every_event_once(program: Path, running: tuple[Site, int]) -> None:
    site, port = running
    run = site.store.submit("somebody", "trains", {}).id
    say(site, run, begin(run))
    plan = [stream_of(run)]
    with crowd(program, plan, port=port, clients=50, seconds=30, settle=0, retry=50) as people:
        people.wait_until_there()
        for step in range(40):
            metrics = Metrics(step, {"loss": 1 / (step + 1)}, time=time.time())
            say(
                site,
                run,
                [metrics, Frame("large", step, "x" * 5000)] if step % 9 == 0 else [metrics],
            )
            time.sleep(0.02)
        size = say(site, run, [Done("finished")])
        heard = people.figures()
    streams = heard["streams"]
    frames = site.log.read(run, 0, 1 << 20)[0].count(b"\n\n")
    assert (streams["gaps"], streams["doubles"], streams["broken"]) == (0, 0, 0)
    assert (streams["opened"], streams["refused"], heard["unanswered"]) == (50, 0, 0)
    assert streams["events"] == 50 * frames
    assert streams["least_id"] == streams["last_id"] == size
    assert streams["count"] == 50 * 40  # every metrics event was timed
    assert 0 < streams["p50"] <= streams["p99"] <= streams["max"] < 5000
    assert sum(count for _, count in streams["histogram"]) == streams["count"]
    assert heard["steps"]["stream"]["done"] == 50


def test_visitors_walk_through_a_plan(program: Path, running: tuple[Site, int]) -> None:
    site, port = running
    run = site.store.submit("somebody", "trains", {}).id
    say(site, run, begin(run))
    plan = [
        "page GET /api/demos",
        'shot POST /api/demos/nothing/events {"params": {}}',
        "health GET /healthz",
        f"stream STREAM /api/runs/{run}/events",
    ]
    with crowd(program, plan, port=port, clients=20, ramp=100, seconds=0, settle=0) as people:
        heard = people.figures()
    said = heard["steps"]
    assert {name: step["done"] for name, step in said.items()} == dict.fromkeys(said, 20)
    assert {name: step["errors"] for name, step in said.items() if step["errors"]} == {"shot": 20}
    assert said["shot"]["refused"] == 20
    assert heard["listening"] == 20


def test_requests_come_at_the_rate_that_was_asked(program: Path, running: tuple[Site, int]) -> None:
    _, port = running
    plan = ["a GET /healthz", "b GET /api/demos"]
    with crowd(program, plan, port=port, clients=5, rate=100, seconds=1, settle=0) as people:
        heard = people.figures()
    said = heard["steps"]
    asked = said["a"]["done"] + said["b"]["done"] + heard["unanswered"]
    assert 90 <= asked <= 102  # a connection that still waits when one is due asks later
    assert abs(said["a"]["done"] - said["b"]["done"]) <= 5
    assert said["a"]["errors"] == said["b"]["errors"] == 0


def frame(end: int) -> bytes:
    return f'id: {end}\nevent: note\ndata: {{"said":"{"x" * 90}"}}\n\n'.encode()


@contextmanager
def canned(body: bytes) -> Iterator[int]:
    """A server that says one thing; its port."""

    class Says(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said: Any) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Says)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("ends", "gaps", "doubles"),
    [([1, 2, 3, 4], 0, 0), ([1, 3, 4], 1, 0), ([1, 2, 2, 3], 0, 1), ([2, 1, 3], 1, 1)],
)
def test_what_is_missing_or_doubled_is_noticed(
    program: Path, ends: list[int], gaps: int, doubles: int
) -> None:
    size = len(frame(100))  # as many digits as four of them end at
    body = b"retry: 1000\n\n" + b"".join(frame(size * end) for end in ends)
    with (
        canned(body) as port,
        crowd(program, ["s STREAM /"], port=port, seconds=1, settle=0) as people,
    ):
        streams = people.figures()["streams"]
    assert (streams["events"], streams["gaps"], streams["doubles"]) == (len(ends), gaps, doubles)


def test_a_machine_without_a_compiler_hears_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CC", "no-such-compiler")
    with pytest.raises(NoCompiler, match=r"needs a C compiler.*apt-get install gcc"):
        compile_client(tmp_path)


def test_our_own_work_does_not_make_the_machine_busy() -> None:
    with Machine() as machine:
        until = time.process_time() + 0.5
        while time.process_time() < until:
            pass
    assert machine.ours > 0.2
    assert machine.ours + machine.others <= (os.cpu_count() or 1) + 0.2
