"""A whole class trains at most LIVE runs at once, and everybody has a turn."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.runs.conftest import Bench, drive
from webapp.runs.interface import Terms
from webapp.trainer import yielding

MakeBench = Callable[..., Bench]


def test_all_people_together_train_so_many(make_bench: MakeBench) -> None:
    bench = make_bench(live=2, live_per_person=1)
    ids = [bench.run(owner) for owner in ("ann", "bob", "cem")]
    leases = [bench.lab.leases.claim("t1") for _ in range(3)]
    assert [lease is not None for lease in leases] == [True, True, False]
    assert bench.lab.leases.full()
    waits = bench.lab.store.get(ids[2])
    assert waits is not None
    assert (waits.state, waits.position) == ("queued", 1)
    assert leases[0] is not None
    bench.lab.leases.release(leases[0], "done")
    assert not bench.lab.leases.full()
    assert bench.lab.leases.claim("t2") is not None


def test_no_limit_is_no_limit(bench: Bench) -> None:
    for owner in "abcd":
        bench.run(owner)
        assert bench.lab.leases.claim("t1") is not None
    assert not bench.lab.leases.full()


def test_everybody_has_a_turn(make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yielding, "QUANTUM", 0.1)
    bench = make_bench(live=1)
    trainer = bench.trainer()
    ids = [bench.run(owner, delay=1) for owner in ("ann", "bob")]
    drive(trainer, lambda: all(bench.names(id).count("start") > 1 for id in ids))
    for id in ids:
        steps = sorted(bench.losses(id))
        assert steps == list(range(1, len(steps) + 1))


def test_who_goes_on_waits_for_a_place(make_bench: MakeBench) -> None:
    bench = make_bench(live=1)
    trainer = bench.trainer()
    ann = bench.run("ann", delay=1)
    drive(trainer, lambda: bench.state(ann) == "running")
    bench.lab.store.command(ann, "pause")
    drive(trainer, lambda: bench.state(ann) == "paused")
    bob = bench.run("bob", delay=1)
    drive(trainer, lambda: bench.state(bob) == "running")
    bench.lab.store.command(ann, "resume")
    drive(trainer, lambda: bench.state(ann) == "queued")
    bench.lab.store.command(bob, "stop")
    drive(trainer, lambda: bench.state(ann) == "running")


def test_the_presenter_does_not_wait(make_bench: MakeBench) -> None:
    bench = make_bench(live=1)
    trainer = bench.trainer()
    ann = bench.run("ann", delay=1)
    drive(trainer, lambda: bench.state(ann) == "running")
    mine = bench.lab.store.submit("teacher", "fake", {"delay": "1"}, terms=Terms(first=True)).id
    drive(trainer, lambda: bench.state(mine) == "running", seconds=2)
    assert bench.state(ann) == "queued"
