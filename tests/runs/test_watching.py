"""A run that nobody watches waits, trains on or stops, as its owner chose, and says so."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.runs.conftest import Bench, drive
from webapp.runs import watching
from webapp.runs.hosted import oversight
from webapp.runs.interface import Refused, Terms
from webapp.trainer.leaving import leave

MakeBench = Callable[..., Bench]
SOON = 0.3 / 60  # minutes


def test_it_waits_and_goes_on(make_bench: MakeBench) -> None:
    bench = make_bench(idle_minutes=SOON)
    id, trainer = bench.run(delay=1), bench.trainer()
    drive(trainer, lambda: bench.names(id).count("metrics") > 2)
    assert bench.lab.oversight.pause_unwatched() == []
    time.sleep(0.35)
    trainer.beat()
    assert bench.lab.oversight.pause_unwatched() == [id]
    drive(trainer, lambda: bench.state(id) == "paused")
    said = [event for event in bench.events(id) if event[0] in ("note", "state")]
    assert said[-2:] == [  # pictures may come after
        ("note", {"key": "unwatched", "args": {}}),
        ("state", {"state": "paused", "by": "lab"}),
    ]
    bench.lab.store.watched([id, "gone"])
    drive(trainer, lambda: bench.state(id) == "running")
    assert bench.lab.oversight.pause_unwatched() == []
    step = max(bench.losses(id))
    drive(trainer, lambda: max(bench.losses(id)) > step)


def test_it_goes_on_from_the_queue_when_its_trainer_has_let_go(make_bench: MakeBench) -> None:
    bench = make_bench(idle_minutes=SOON)
    id, trainer = bench.run(delay=1), bench.trainer()
    drive(trainer, lambda: bench.names(id).count("metrics") > 2)
    time.sleep(0.35)
    trainer.beat()
    bench.lab.oversight.pause_unwatched()
    drive(trainer, lambda: bench.state(id) == "paused")
    leave(trainer.held[0])
    trainer.held.clear()
    assert bench.state(id) == "paused"
    bench.lab.store.watched([id])
    assert bench.state(id) == "queued"


def test_who_is_watched_trains_on(make_bench: MakeBench) -> None:
    bench = make_bench(idle_minutes=1.2 / 60)
    id, trainer = bench.run(delay=1), bench.trainer()
    drive(trainer, lambda: bench.state(id) == "running")
    for _ in range(4):
        time.sleep(0.4)
        trainer.beat()
        bench.lab.store.watched([id])
        assert bench.lab.oversight.pause_unwatched() == []


def test_what_its_owner_paused_stays_paused(make_bench: MakeBench) -> None:
    bench = make_bench(idle_minutes=SOON)
    id, trainer = bench.run(delay=1), bench.trainer()
    drive(trainer, lambda: bench.names(id).count("metrics") > 2)
    time.sleep(0.35)
    trainer.beat()
    assert bench.lab.oversight.pause_unwatched() == [id]
    bench.lab.store.command(id, "pause")
    drive(trainer, lambda: bench.state(id) == "paused")
    bench.lab.store.watched([id])
    trainer.listen()
    assert bench.state(id) == "paused"


def test_some_train_on_and_a_host_may_let_all(make_bench: MakeBench) -> None:
    bench = make_bench(idle_minutes=SOON)
    id = bench.lab.store.submit("ann", "fake", {"delay": "1"}, terms=Terms(unwatched="train")).id
    trainer = bench.trainer()
    drive(trainer, lambda: bench.state(id) == "running")
    time.sleep(0.35)
    trainer.beat()
    assert bench.lab.oversight.pause_unwatched() == []


def test_no_limit_is_no_limit(make_bench: MakeBench) -> None:
    bench = make_bench(idle_minutes=0)
    bench.run(delay=1)
    trainer = bench.trainer()
    drive(trainer, lambda: trainer.held)
    time.sleep(0.05)
    assert bench.lab.oversight.pause_unwatched() == []


def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (watching, oversight):
        monkeypatch.setattr(module, "LEFT_S", 0.3)


def test_what_its_owner_wants_stopped_stops(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    soon(monkeypatch)
    id, trainer = bench.run(delay=1), bench.trainer()
    assert bench.lab.store.unwatched(id, "stop").unwatched == "stop"
    drive(trainer, lambda: bench.names(id).count("metrics") > 2)
    for _ in range(4):  # somebody is there
        time.sleep(0.1)
        trainer.beat()
        bench.lab.store.watched([id])
        assert bench.lab.oversight.stop_left() == []
    time.sleep(0.35)
    trainer.beat()
    assert bench.lab.oversight.pause_unwatched() == []
    assert bench.lab.oversight.stop_left() == [id]
    assert bench.lab.oversight.stop_left() == []
    drive(trainer, lambda: bench.state(id) == "stopped")
    assert bench.events(id)[-3:] == [
        ("note", {"key": "left", "args": {}}),
        ("state", {"state": "stopped", "by": "lab"}),
        ("done", {"reason": "stopped"}),
    ]


def test_a_paused_one_too_and_one_that_nobody_holds(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon(monkeypatch)
    id = bench.lab.store.submit("ann", "fake", {}, terms=Terms(unwatched="stop")).id
    assert bench.lab.oversight.stop_left() == []  # it waits, and nobody can have left
    bench.lab.store.command(id, "pause")
    bench.lab.store.watched([id])
    time.sleep(0.35)
    assert bench.lab.oversight.stop_left() == [id]
    assert bench.state(id) == "stopped"


def test_an_owner_may_think_better_of_it(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    soon(monkeypatch)
    id, trainer = bench.run(delay=1), bench.trainer()
    drive(trainer, lambda: bench.state(id) == "running")
    bench.lab.store.unwatched(id, "stop")
    bench.lab.store.unwatched(id, "train")
    time.sleep(0.35)
    trainer.beat()
    assert bench.lab.oversight.stop_left() == []
    with pytest.raises(Refused):
        bench.lab.store.unwatched("gone", "stop")
