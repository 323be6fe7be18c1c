"""Leases: they run out, they fence, and no wall clock can disturb them."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from engine.events import Metrics, State
from tests.runs.conftest import Bench, FolderBench
from webapp.runs.run import Lease, LeaseLost

MakeBench = Callable[..., Bench]


def claimed(bench: Bench, worker: str = "t1") -> Lease:
    lease = bench.lab.leases.claim(worker)
    assert lease is not None
    return lease


def test_a_silent_trainer_loses_its_run(make_bench: MakeBench) -> None:
    bench = make_bench(lease_seconds=0.3)
    id = bench.run()
    first = claimed(bench, "t1")
    assert bench.lab.leases.claim("t2") is None
    time.sleep(0.35)
    second = claimed(bench, "t2")
    assert (second.run.id, second.epoch) == (id, first.epoch + 1)
    assert bench.lab.leases.owns(second)
    assert not bench.lab.leases.owns(first)
    bench.lab.log.append(second, [State("running")])
    size = bench.lab.log.size(id)
    control = bench.lab.leases.controls("t2")[0]
    for late in (
        lambda: bench.lab.log.append(first, [Metrics(1, {"loss": 1.0})]),
        lambda: bench.lab.leases.progress(first, 9, 1.0, 9, saved=True),
        lambda: bench.lab.leases.pause(first, control),
        lambda: bench.lab.leases.admit(first),
        lambda: bench.lab.leases.release(first, "done"),
    ):
        with pytest.raises(LeaseLost):
            late()
    assert bench.lab.log.size(id) == size
    assert bench.state(id) == "running"


def test_beats_keep_a_lease(make_bench: MakeBench) -> None:
    bench = make_bench(lease_seconds=0.3)
    bench.run()
    claimed(bench, "t1")
    for _ in range(6):
        time.sleep(0.1)
        assert bench.lab.leases.beat("t1")
        assert bench.lab.leases.claim("t2") is None


def test_no_beat_inside_a_transaction(folder_bench: FolderBench) -> None:
    with folder_bench.parts.db.transaction():
        assert not folder_bench.lab.leases.beat("t1")
    assert folder_bench.lab.leases.beat("t1")


def test_setting_the_clock_back_breaks_nothing(
    make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = make_bench(lease_seconds=0.3)
    first = bench.run("ann")
    lease = claimed(bench, "t1")
    year_ago = time.time() - 365 * 86_400
    monkeypatch.setattr(time, "time", lambda: year_ago)
    second = bench.run("bob")
    assert bench.lab.leases.beat("t1")
    assert bench.lab.store.ready()
    assert claimed(bench, "t2").run.id == second
    assert bench.lab.leases.owns(lease)
    time.sleep(0.35)
    assert claimed(bench, "t3").run.id == first  # the older one, though its time is later
    assert [run.id for run in bench.lab.store.mine("bob")] == [second]


def test_changed_hears_others_and_not_itself(bench: Bench) -> None:
    trainer = bench.trainer()
    leases = trainer.lab.leases
    leases.changed()
    leases.beat("t1")
    assert not leases.changed()
    bench.run()
    end = time.monotonic() + 1
    while not leases.changed():  # news of another machine takes its time
        assert time.monotonic() < end
    assert not leases.changed()
