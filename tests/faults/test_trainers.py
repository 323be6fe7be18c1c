"""Trainers that die, stop or are slow: a run goes on once, and only once."""

from __future__ import annotations

import os
import signal
import statistics
from pathlib import Path

import pytest

from tests.faults.conftest import Serve, trainer, trainers, wait, within
from tests.runs.conftest import FolderBench

pytestmark = pytest.mark.serving


def last_step(bench: FolderBench, id: str) -> int:
    return max(bench.losses(id), default=0)


def starts(bench: FolderBench, id: str) -> list[int]:
    return [data["step"] for name, data in bench.events(id) if name == "start"]


def test_kill_9_of_a_trainer(serve: Serve, bench: FolderBench) -> None:
    server = serve()
    id, reference = bench.run(delay=5, seed=4), bench.run(delay=0, seed=4, steps=700)
    wait(lambda: last_step(bench, id) > 500, what="a checkpoint")
    row = bench.parts.row(id)
    (victim,) = [p for p in trainers(server.process) if row["worker"] in p.cmdline()]
    victim.kill()
    wait(lambda: len(starts(bench, id)) == 2, within(5), "the run again")
    assert starts(bench, id)[1] > 100
    wait(lambda: last_step(bench, id) > 650)
    bench.lab.store.command(id, "stop")
    wait(lambda: bench.state(id) == "stopped" and bench.state(reference) == "done")
    found, expected = bench.losses(id), bench.losses(reference)
    assert sorted(found) == list(range(1, len(found) + 1))
    both = found.keys() & expected.keys()  # the fast one's log is thinned
    assert len(both) > 50
    assert {step: found[step] for step in both} == {step: expected[step] for step in both}
    wait(lambda: len(trainers(server.process)) == 2, what="a new trainer")
    assert "ended (signal 9) and is started again" in server.said()


def test_a_run_that_kills_trainers_is_given_up(serve: Serve, bench: FolderBench) -> None:
    server = serve()
    bad, good = bench.run("ann", fault="kill", fault_at=5), bench.run("bob", delay=2)
    wait(lambda: bench.state(bad) == "failed", within(15), "three deaths")
    assert bench.events(bad)[-1] == ("failed", {"code": "crashed"})
    step = last_step(bench, good)
    wait(lambda: last_step(bench, good) > step)
    assert server.answers("/healthz")


def test_a_stopped_trainer_comes_back_too_late(bench: FolderBench, folder: Path) -> None:
    lease = {"LEASE_SECONDS": "0.6"}
    id = bench.run(delay=2)
    with trainer(folder, "first", **lease) as first:
        wait(lambda: last_step(bench, id) > 20, what="a start")
        os.kill(first.pid, signal.SIGSTOP)
        with trainer(folder, "second", **lease):
            wait(lambda: len(starts(bench, id)) == 2, what="the other trainer")
            epoch = bench.parts.row(id)["epoch"]
            os.kill(first.pid, signal.SIGCONT)
            step = last_step(bench, id)
            wait(lambda: last_step(bench, id) > step + 200)
            assert first.poll() is None
            assert bench.parts.row(id)["worker"] == "second"
            assert bench.parts.row(id)["epoch"] == epoch
            assert len(starts(bench, id)) == 2
            events = bench.events(id)
            second = next(n for n, (name, data) in enumerate(events)
                          if name == "start" and data["epoch"] == epoch)  # fmt: skip
            steps = [data["step"] for name, data in events[second:] if name == "metrics"]
            assert steps == sorted(set(steps))
            offsets = [end for end, _, _ in bench.frames(id)]
            assert offsets == sorted(set(offsets))
            other = bench.run("bob", steps=30)
            wait(lambda: bench.state(other) == "done", what="work for the one that came back")


def test_a_step_may_take_longer_than_a_lease(bench: FolderBench, folder: Path) -> None:
    id = bench.run(delay=1500, steps=2)
    with trainer(folder, "t1", LEASE_SECONDS="0.5"), trainer(folder, "t2", LEASE_SECONDS="0.5"):
        wait(lambda: bench.state(id) == "done")
    assert starts(bench, id) == [0]


def test_a_hung_trainer_is_replaced(serve: Serve, bench: FolderBench) -> None:
    server = serve(LEASE_SECONDS="0.5")
    id = bench.run(delay=2)
    wait(lambda: last_step(bench, id) > 20)
    worker = bench.parts.row(id)["worker"]
    (victim,) = [p for p in trainers(server.process) if worker in p.cmdline()]
    victim.suspend()
    wait(lambda: len(starts(bench, id)) == 2, within(5), "the other trainer")
    wait(lambda: not victim.is_running(), within(10), "the end of the hung one")
    assert "has not answered for 2.5 s and is ended" in server.said()
    wait(lambda: len(trainers(server.process)) == 2, what="a new trainer")


def test_how_long_a_first_value_and_a_change_take(serve: Serve, bench: FolderBench) -> None:
    serve()
    measured = [first_value_and_change(bench, f"p{n}") for n in range(9)]
    first, change = zip(*measured, strict=True)
    assert statistics.median(first) < within(0.3)
    assert statistics.median(change) < within(0.06)


def first_value_and_change(bench: FolderBench, owner: str) -> tuple[float, float]:
    """Seconds from submitting to the first metrics, and from a change to its note."""
    id = bench.run(owner, delay=10)
    first = wait(lambda: "metrics" in bench.names(id))
    bench.lab.store.change(id, {"lr": "0.2"})
    change = wait(lambda: "note" in bench.names(id))
    bench.lab.store.command(id, "stop")
    wait(lambda: bench.state(id) == "stopped")
    return first, change
