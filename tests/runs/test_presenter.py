"""The presenter's run first: in the queue, in what is claimed, and where no trainer has room."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable

from tests.runs.conftest import Bench, FolderBench, drive
from webapp.runs.interface import Terms

MakeBench = Callable[..., Bench]


def present(bench: Bench, **params: object) -> str:
    given = {name: str(value) for name, value in params.items()}
    return bench.lab.store.submit("teacher", "fake", given, terms=Terms(first=True)).id


def places(bench: Bench, *ids: str) -> list[int | None]:
    found = [bench.lab.store.get(id) for id in ids]
    return [run.position for run in found if run is not None]


def test_the_presenter_is_first_in_the_queue_and_everybody_sees_it(bench: Bench) -> None:
    ann, bob = bench.run("ann"), bench.run("bob")
    mine = present(bench)
    assert places(bench, mine, ann, bob) == [1, 2, 3]
    bench.lab.oversight.tell_positions()
    assert [data["position"] for _, data in bench.events(ann)] == [1, 2]
    lease = bench.lab.leases.claim("t1")
    assert lease is not None
    assert (lease.run.id, lease.run.first) == (mine, True)
    assert places(bench, ann, bob) == [1, 2]


def test_a_presenter_too_has_no_more_runs_than_may_train_at_once(make_bench: MakeBench) -> None:
    bench = make_bench(live_per_person=1)
    present(bench)
    bench.lab.leases.claim("t1")
    ann = bench.run("ann")
    waiting = present(bench)
    assert places(bench, ann, waiting) == [1, 2]
    lease = bench.lab.leases.claim("t1")
    assert lease is not None
    assert lease.run.id == ann


def test_where_all_is_full_the_run_that_trains_longest_yields(make_bench: MakeBench) -> None:
    bench = make_bench(held_per_trainer=1)
    trainers = [bench.trainer("t1"), bench.trainer("t2")]
    old, new = bench.run("ann", delay=1), None
    drive(trainers[0], lambda: bench.state(old) == "running")
    new = bench.run("bob", delay=1)
    drive(trainers[1], lambda: bench.state(new) == "running")
    mine, asked = present(bench, delay=1), time.monotonic()
    while bench.state(mine) != "running":
        for trainer in trainers:
            trainer.once()
        assert time.monotonic() - asked < 1.0
    assert (bench.state(old), bench.state(new)) == ("queued", "running")
    assert places(bench, old) == [1]
    bench.lab.store.command(mine, "stop")
    drive(trainers[0], lambda: bench.names(old).count("start") == 2)
    steps = sorted(bench.losses(old))
    assert steps == list(range(1, len(steps) + 1))


def test_nobody_yields_while_there_is_room_nor_to_a_student(make_bench: MakeBench) -> None:
    bench = make_bench(held_per_trainer=1)
    first, leases = bench.run("ann"), bench.lab.leases
    leases.beat("t1")
    assert leases.claim("t1") is not None
    bench.run("bob")
    assert leases.yields("t1") == ""
    present(bench)
    assert leases.yields("t1") == first
    leases.beat("t2")
    assert leases.yields("t1") == ""


def test_the_presenters_run_yields_to_nobody(make_bench: MakeBench) -> None:
    bench = make_bench(held_per_trainer=1)
    mine, leases = present(bench), bench.lab.leases
    leases.beat("t1")
    leases.claim("t1")
    present(bench)
    assert leases.yields("t1") == ""
    assert bench.state(mine) == "running"


def test_a_table_of_an_older_version_is_completed(folder_bench: FolderBench) -> None:
    id, path = folder_bench.run(), folder_bench.parts.db.path
    with sqlite3.connect(path) as connection:
        connection.execute("alter table run drop column first")
    again = folder_bench.open()
    found = again.store.get(id)
    assert found is not None
    assert not found.first
    again.close()
