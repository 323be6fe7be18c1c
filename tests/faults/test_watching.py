"""A tab that closes, and a run that nobody watches, on the real server."""

from __future__ import annotations

import pytest

from tests.faults.conftest import Serve, wait, within
from tests.faults.reader import Reader
from tests.runs.conftest import FolderBench

pytestmark = pytest.mark.serving


def steps(bench: FolderBench, id: str) -> int:
    return max(bench.losses(id), default=0)


def test_closing_the_tab_neither_stops_nor_loses_a_run(serve: Serve, bench: FolderBench) -> None:
    server = serve()
    id = bench.run(delay=5)
    with Reader(server.port, f"/api/runs/{id}/events"):
        wait(lambda: steps(bench, id) > 50, what="a start")
    step = steps(bench, id)
    wait(lambda: steps(bench, id) > step + 200, what="training without a reader")
    assert bench.state(id) == "running"
    assert sorted(bench.losses(id)) == list(range(1, steps(bench, id) + 1))


def test_who_comes_back_finds_the_run_going_on(serve: Serve, bench: FolderBench) -> None:
    server = serve(IDLE_MINUTES="0.03")
    id = bench.run(delay=5)
    wait(lambda: bench.state(id) == "paused", within(6), "the pause")
    assert ("note", {"key": "unwatched", "args": {}}) in bench.events(id)
    step = steps(bench, id)
    with Reader(server.port, f"/api/runs/{id}/events"):
        wait(lambda: steps(bench, id) > step + 50, within(4), "training for the reader")
