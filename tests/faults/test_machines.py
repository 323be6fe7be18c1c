"""A web machine and two that train, with one Redis: any of them may go, and the run goes on.

Each machine is a server with a folder of its own; all they share is the store.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.broker import Broker
from tests.faults.conftest import DEMOS, family, wait, within
from tests.faults.reader import Reader
from tests.runs.conftest import Bench
from tests.server import Server

pytestmark = pytest.mark.serving

LEASE_S = 1.0


class Machines:
    """`web` serves, `one` and `two` train; `bench` asks the same store."""

    def __init__(self, folder: Path, broker: Broker) -> None:
        self.broker = broker
        shared = {"RUN_STORE": broker.url, "LEASE_SECONDS": str(LEASE_S), **DEMOS}
        self.web, self.one, self.two = (
            Server(self._folder(folder / name), role=role, TRAINERS="1", **shared)
            for name, role in (("web", "web"), ("one", "trainers"), ("two", "trainers"))
        )
        self.bench = Bench(folder / "web", run_store=broker.url, lease_seconds=LEASE_S)

    def holder(self, id: str) -> tuple[Server, Server]:
        """The machine that trains the run, and the other one."""
        client = self.broker.client()
        worker = client.hget(f"lab:run:{id}", "worker").decode()
        client.close()
        both = (self.one, self.two)
        holds = [m for m in both if any(worker in p.cmdline() for p in family(m.process))]
        assert len(holds) == 1
        return holds[0], both[holds[0] is self.one]

    def workers(self) -> int:
        """How many say that they are there."""
        client = self.broker.client()
        there = client.hlen("lab:workers")
        client.close()
        return int(there)

    @staticmethod
    def _folder(path: Path) -> Path:
        path.mkdir(parents=True)
        return path


@pytest.fixture
def machines(tmp_path: Path, broker: Broker) -> Iterator[Machines]:
    made = Machines(tmp_path, broker)
    with ExitStack() as stack:
        for machine in (made.web, made.one, made.two):
            stack.enter_context(machine)
        wait(lambda: made.workers() == 2, what="two machines that train")
        yield made
    made.bench.close()


def all_of(processes: list[psutil.Process], number: int) -> None:
    for process in processes:
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            continue


def steps(bench: Bench, id: str) -> int:
    return max(bench.losses(id), default=0)


def starts(bench: Bench, id: str) -> list[dict[str, Any]]:
    return [data for name, data in bench.events(id) if name == "start"]


def whole(bench: Bench, id: str) -> bytes:
    return bench.lab.log.read(id, 0, 1 << 30)[0]


def test_a_machine_that_dies_is_replaced_by_another(machines: Machines) -> None:
    bench = machines.bench
    id = bench.run(delay=5, seed=4)
    with Reader(machines.web.port, f"/api/runs/{id}/events") as reader:
        wait(lambda: steps(bench, id) > 500, what="a checkpoint")
        dies, _ = machines.holder(id)
        all_of(family(dies.process), signal.SIGKILL)
        wait(lambda: len(starts(bench, id)) == 2, within(5), "the run elsewhere")
        wait(lambda: steps(bench, id) > 700)
        bench.lab.store.command(id, "stop")
        wait(lambda: bench.state(id) == "stopped")
        wait(reader.over, what="the end of the stream")
    assert sorted(bench.losses(id)) == list(range(1, steps(bench, id) + 1))
    assert reader.frames() == whole(bench, id)  # nothing lost, nothing twice
    assert machines.web.answers("/readyz")


def test_a_machine_that_was_cut_off_stops_by_itself(machines: Machines) -> None:
    bench = machines.bench
    id = bench.run(delay=5)
    wait(lambda: steps(bench, id) > 50, what="a start")
    cut, other = machines.holder(id)
    frozen = family(cut.process)
    all_of(frozen, signal.SIGSTOP)
    wait(lambda: len(starts(bench, id)) == 2, within(5), "the run elsewhere")
    epoch = starts(bench, id)[1]["epoch"]
    all_of(frozen, signal.SIGCONT)
    step = steps(bench, id)
    wait(lambda: steps(bench, id) > step + 200)
    assert machines.holder(id)[0] is other
    assert [start["epoch"] for start in starts(bench, id)][1:] == [epoch]
    offsets = [end for end, _, _ in bench.frames(id)]
    assert offsets == sorted(set(offsets))


def test_the_store_is_started_again(machines: Machines) -> None:
    bench, broker = machines.bench, machines.broker
    id = bench.run(delay=5)
    with Reader(machines.web.port, f"/api/runs/{id}/events") as reader:
        wait(lambda: steps(bench, id) > 50, what="a start")
        broker.kill()
        assert not machines.web.answers("/readyz")
        assert machines.web.answers("/healthz")
        time.sleep(1.5 * LEASE_S)
        broker.start()
        step = steps(bench, id)
        wait(lambda: steps(bench, id) > step + 100, what="the run to go on")
        bench.lab.store.command(id, "stop")
        wait(lambda: bench.state(id) == "stopped")
        wait(reader.over, what="the end of the stream")
    assert "The store of runs does not answer" in machines.one.said()
    assert "trying again" in machines.web.said()
    assert reader.frames() == whole(bench, id)
    assert sorted(bench.losses(id)) == list(range(1, steps(bench, id) + 1))


def test_the_store_is_full_for_a_while(machines: Machines) -> None:
    bench, client = machines.bench, machines.broker.client()
    id = bench.run(delay=5)
    with Reader(machines.web.port, f"/api/runs/{id}/events") as reader:
        wait(lambda: steps(bench, id) > 50, what="a start")
        client.config_set("maxmemory", "1mb")
        time.sleep(3 * LEASE_S)
        client.config_set("maxmemory", "0")
        wait(lambda: bench.state(id) == "paused", what="the pause to be said")
        bench.lab.store.command(id, "resume")
        step = steps(bench, id)
        wait(lambda: steps(bench, id) > step + 100, what="the run to go on")
        bench.lab.store.command(id, "stop")
        wait(reader.over, what="the end of the stream")
    client.close()
    assert len(starts(bench, id)) == 1  # its trainer lives
    assert reader.frames() == whole(bench, id)
    assert sorted(bench.losses(id)) == list(range(1, steps(bench, id) + 1))
    wait(lambda: machines.workers() == 2, what="two machines that train")


def test_a_horse_that_is_killed_is_replaced_at_once(machines: Machines) -> None:
    bench = machines.bench
    id = bench.run(delay=5)
    wait(lambda: steps(bench, id) > 500, what="a checkpoint")
    holds, _ = machines.holder(id)
    horses = [p for p in family(holds.process) if _is_horse(p)]
    assert len(horses) == 1
    os.kill(horses[0].pid, signal.SIGKILL)
    wait(lambda: len(starts(bench, id)) == 2, within(2), "the run again")
    other = bench.run("bob", steps=20)
    wait(lambda: bench.state(other) == "done")


def test_many_runs_share_the_machines(machines: Machines) -> None:
    bench = machines.bench
    ids = [bench.run(f"p{n}", delay=20) for n in range(4)]
    wait(lambda: all(steps(bench, id) > 3 for id in ids), what="four runs at once")
    holders = [machines.holder(id)[0] for id in ids]
    assert holders.count(machines.one) == holders.count(machines.two) == 2


def _is_horse(process: psutil.Process) -> bool:
    parent = process.parent()
    mine = "webapp.trainer.stable" in process.cmdline()
    return mine and parent is not None and "webapp.trainer.stable" in parent.cmdline()
