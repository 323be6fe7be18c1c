"""A run that leaves its trainer does not hold up the others, however long its checkpoint takes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from tests.runs.conftest import Bench, drive, last_step, saved_step, step_of
from webapp.runs import Refused
from webapp.runs.interface import Terms
from webapp.runs.log import FileLog
from webapp.runs.run import Control, Lease
from webapp.trainer import keeper, yielding
from webapp.trainer.courier import Courier
from webapp.trainer.held import Held
from webapp.trainer.leaving import give_back
from webapp.trainer.trainer import Trainer

MakeBench = Callable[..., Bench]
MANY = 60  # steps of another run while one leaves


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """While it is shut nothing arrives; of files too, as though their store were far away."""
    gate, send = threading.Event(), Courier.send

    def late(courier: Courier, act: Callable[[], None]) -> None:
        def wait() -> None:
            gate.wait(20)
            act()

        send(courier, wait)

    gate.set()
    monkeypatch.setattr(Courier, "send", late)
    monkeypatch.setattr(FileLog, "near", False)
    monkeypatch.setattr(keeper, "SAVE_EVERY", 0.1)
    yield gate
    gate.set()  # couriers of this process go one at a time: one that waits holds up all


def begun(bench: Bench, trainer: Trainer, *ids: str) -> None:
    drive(trainer, lambda: all(saved_step(bench, id) > 5 for id in ids))


def whole(bench: Bench, id: str) -> None:
    """Every step once, and the checkpoint is that of the last."""
    assert sorted(bench.losses(id)) == list(range(1, last_step(bench, id) + 1))
    assert saved_step(bench, id) == last_step(bench, id)


def states(bench: Bench, id: str) -> list[str]:
    return [data["state"] for name, data in bench.events(id) if name == "state"]


def leaves(bench: Bench, trainer: Trainer, id: str) -> bool:
    return any(held.lease.run.id == id and held.state == "leaving" for held in trainer.held)


def meanwhile(bench: Bench, trainer: Trainer, leaving: str, other: str) -> None:
    """The one that leaves stands still and is its trainer's; the other goes on."""
    drive(trainer, lambda: leaves(bench, trainer, leaving))
    told, step, at = len(bench.events(leaving)), last_step(bench, leaving), last_step(bench, other)
    drive(trainer, lambda: last_step(bench, other) > at + MANY)
    assert (len(bench.events(leaving)), last_step(bench, leaving)) == (told, step)
    assert leaves(bench, trainer, leaving)


def test_one_that_ends(bench: Bench, gate: threading.Event) -> None:
    id, other, trainer = bench.run("ann", delay=1), bench.run("bob", delay=1), bench.trainer()
    begun(bench, trainer, id, other)
    gate.clear()
    bench.lab.store.command(id, "stop")
    meanwhile(bench, trainer, id, other)
    assert bench.state(id) == "running"
    with pytest.raises(Refused):
        bench.lab.store.command(id, "pause")  # too late for that
    gate.set()
    drive(trainer, lambda: bench.state(id) == "stopped")
    assert bench.names(id)[-2:] == ["state", "done"]
    assert bench.names(id).count("done") == 1
    whole(bench, id)
    assert bench.names(other).count("start") == 1


def test_one_that_yields(
    make_bench: MakeBench, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = make_bench(held_per_trainer=2)
    monkeypatch.setattr(yielding, "QUANTUM", 0.3)
    trainer, long = bench.trainer(), bench.run("ann", delay=1)
    begun(bench, trainer, long)
    other = bench.run("bob", delay=1)
    begun(bench, trainer, other)
    monkeypatch.setattr(yielding, "QUANTUM", 0.0)
    gate.clear()
    short = bench.run("cem", steps=5)
    meanwhile(bench, trainer, long, other)  # and it does not yield as well
    assert bench.state(short) == "queued"
    monkeypatch.setattr(yielding, "QUANTUM", 60.0)
    gate.set()
    drive(trainer, lambda: bench.state(short) == "done")
    drive(trainer, lambda: bench.names(long).count("start") == 2)
    bench.lab.store.command(long, "stop")
    drive(trainer, lambda: bench.state(long) == "stopped")
    whole(bench, long)
    assert bench.names(other).count("start") == 1


def test_one_for_the_presenter(make_bench: MakeBench, gate: threading.Event) -> None:
    bench = make_bench(held_per_trainer=2)
    trainer, old = bench.trainer(), bench.run("ann", delay=1)
    begun(bench, trainer, old)
    other = bench.run("bob", delay=1)
    begun(bench, trainer, other)
    gate.clear()
    mine = bench.lab.store.submit("teacher", "fake", {"delay": "1"}, terms=Terms(first=True)).id
    meanwhile(bench, trainer, old, other)
    gate.set()
    drive(trainer, lambda: bench.state(mine) == "running")
    assert (bench.state(old), bench.state(other)) == ("queued", "running")


def test_a_paused_one_and_its_owner_is_back(make_bench: MakeBench, gate: threading.Event) -> None:
    bench = make_bench(warm_per_trainer=0)
    id, other, trainer = bench.run("ann", delay=1), bench.run("bob", delay=1), bench.trainer()
    begun(bench, trainer, id, other)
    gate.clear()
    bench.lab.store.command(id, "pause")
    meanwhile(bench, trainer, id, other)
    step = last_step(bench, id)
    bench.lab.store.command(id, "resume")
    drive(trainer, lambda: last_step(bench, id) > step + 5)  # nothing has arrived, it trains again
    assert states(bench, id)[-2:] == ["paused", "running"]
    gate.set()
    bench.lab.store.command(id, "pause")
    drive(trainer, lambda: len(trainer.held) == 1)
    assert bench.state(id) == "paused"
    assert bench.names(id).count("start") == 1
    whole(bench, id)


@pytest.mark.parametrize(("command", "state"), [("pause", "paused"), ("stop", "stopped")])
def test_what_is_asked_of_one_that_yields_is_done(
    make_bench: MakeBench, gate: threading.Event, command: str, state: str
) -> None:
    bench = make_bench()
    id, other, trainer = bench.run("ann", delay=1), bench.run("bob", delay=1), bench.trainer()
    begun(bench, trainer, id, other)
    gate.clear()
    give_back(held(trainer, id), "queued")
    bench.lab.store.change(id, {"lr": "0.3"})
    bench.lab.store.command(id, command)
    drive(trainer, lambda: state == "stopped" or bench.state(id) == state)
    gate.set()
    drive(trainer, lambda: bench.state(id) == state)
    assert states(bench, id)[-1] == state
    assert "queued" not in states(bench, id)[1:]
    drive(trainer, lambda: saved_step(bench, id) == last_step(bench, id))
    whole(bench, id)


def held(trainer: Trainer, id: str) -> Held:
    return next(held for held in trainer.held if held.lease.run.id == id)


@pytest.mark.parametrize("command", ["pause", "stop"])
def test_what_is_asked_in_the_last_moment_is_done(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    id, trainer = bench.run(delay=1), bench.trainer()
    drive(trainer, lambda: last_step(bench, id) > 5)
    leases = trainer.lab.leases
    release, late = leases.release, [command]

    def slow(lease: Lease, state: str, control: Control | None = None) -> bool:
        if late:
            bench.lab.store.command(id, late.pop())
        return release(lease, state, control)

    monkeypatch.setattr(leases, "release", slow)
    give_back(trainer.held[0], "queued")
    assert leaves(bench, trainer, id)
    wanted = {"pause": "paused", "stop": "stopped"}[command]
    drive(trainer, lambda: bench.state(id) == wanted)
    assert states(bench, id)[-1] == wanted
    assert bench.names(id).count("start") == 1
    whole(bench, id)


def test_one_whose_trainer_is_killed(bench: Bench, gate: threading.Event) -> None:
    id, other = bench.run("ann", delay=1, steps=150), bench.run("bob", delay=1, steps=150)
    first = bench.trainer("t1")
    begun(bench, first, id, other)
    gate.clear()
    give_back(held(first, id), "queued")
    meanwhile(bench, first, id, other)
    before = saved_step(bench, id)
    bench.lab.store.change(id, {"delay": "0.5"})
    assert sorted(bench.lab.oversight.free("t1")) == sorted([id, other])
    second = bench.trainer("t2")
    drive(second, lambda: bench.names(id).count("start") == 2)
    starts = [data for name, data in bench.events(id) if name == "start"]
    assert [start["step"] for start in starts] == [0, before]
    assert starts[-1]["params"]["delay"] == "0.5"
    gate.set()
    drive(second, lambda: bench.state(id) == bench.state(other) == "done", seconds=20)
    for run in (id, other):
        assert sorted(bench.losses(run)) == list(range(1, 151))
        assert saved_step(bench, run) == 150


def test_a_pause_that_a_killed_trainer_did_not_hear_holds(bench: Bench) -> None:
    id, first = bench.run(delay=1), bench.trainer("t1")
    drive(first, lambda: last_step(bench, id) > 5)
    bench.lab.store.command(id, "pause")
    bench.lab.oversight.free("t1")
    second = bench.trainer("t2")
    drive(second, lambda: bench.state(id) == "paused")
    assert states(bench, id)[-2:] == ["running", "paused"]


def test_steps_that_were_asked_for_are_so_many_on_two_trainers(bench: Bench) -> None:
    id, first = bench.run(delay=1), bench.trainer("t1")
    bench.lab.store.command(id, "step", 60)
    drive(first, lambda: last_step(bench, id) > 20)
    give_back(first.held[0], "queued")
    drive(first, lambda: not first.held or bench.names(id).count("start") == 2)
    drive(first, lambda: bench.state(id) == "paused")
    assert step_of(bench, id) == last_step(bench, id) == 60
    whole(bench, id)
