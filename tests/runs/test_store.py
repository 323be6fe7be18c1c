"""The run table: limits, fair share, commands, positions."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from tests.runs.conftest import Bench
from webapp.runs import Refused, open_lab

MakeBench = Callable[..., Bench]


def test_a_submitted_run_waits_and_says_so(bench: Bench) -> None:
    run = bench.lab.store.submit("ann", "fake", {"lr": "0.2"}, title="mine")
    assert (run.state, run.position, run.params, run.title) == ("queued", 1, {"lr": "0.2"}, "mine")
    assert len(run.id) == 32
    assert bench.events(run.id) == [("state", {"state": "queued", "position": 1, "by": "owner"})]
    assert bench.lab.store.get(run.id) == run
    assert bench.lab.store.get("nobody") is None
    assert bench.lab.store.counts() == {"queued": 1}


def test_the_limit_of_a_person(make_bench: MakeBench) -> None:
    bench = make_bench(live_per_person=1, queued_per_person=2)
    for _ in range(3):
        bench.run("ann")
    with pytest.raises(Refused, match="3 runs that have not ended") as refused:
        bench.run("ann")
    assert refused.value.code == "limit"
    assert all(refused.value.sentence)
    bench.run("bob")
    assert sum(bench.lab.store.counts().values()) == 4
    bench.lab.store.command(bench.lab.store.mine("ann")[0].id, "stop")
    bench.run("ann")


def test_the_limit_of_the_queue(make_bench: MakeBench) -> None:
    bench = make_bench(queue=2)
    bench.run("ann")
    bench.run("bob")
    with pytest.raises(Refused) as refused:
        bench.run("eve")
    assert (refused.value.code, refused.value.retry_after) == ("full", 60)


def test_own_runs_come_newest_first(bench: Bench) -> None:
    ids = [bench.run("ann") for _ in range(3)]
    bench.run("bob")
    assert [run.id for run in bench.lab.store.mine("ann")] == ids[::-1]


def test_fewest_live_runs_first_then_least_time_used(bench: Bench) -> None:
    greedy = [bench.run("greedy") for _ in range(3)]
    ann, bob = bench.run("ann"), bench.run("bob")
    leases = bench.lab.leases
    first = leases.claim("t1")
    assert first is not None
    assert first.run.id == greedy[0]
    leases.progress(first, 10, used=5.0, size=0, saved=True)
    order = []
    while (lease := leases.claim("t1")) is not None:
        order.append(lease.run.id)
    assert order == [ann, bob, greedy[1]]  # greedy has two live runs now, the most allowed
    assert bench.state(greedy[2]) == "queued"


def test_who_used_less_time_comes_first(bench: Bench) -> None:
    old = bench.run("ann")
    lease = bench.lab.leases.claim("t1")
    assert lease is not None
    bench.lab.leases.progress(lease, 1, used=60.0, size=0, saved=True)
    bench.lab.leases.release(lease, "done")
    ann, bob = bench.run("ann"), bench.run("bob")
    claimed = bench.lab.leases.claim("t1")
    assert claimed is not None
    assert claimed.run.id == bob
    assert {old, ann, bob} == {run.id for o in ("ann", "bob") for run in bench.lab.store.mine(o)}


def test_the_least_loaded_trainer_claims(bench: Bench) -> None:
    leases = bench.lab.leases
    for worker in ("t1", "t2"):
        leases.beat(worker)
    for owner in "abc":
        bench.run(owner)
    assert leases.claim("t1") is not None
    assert leases.claim("t1") is None
    assert leases.claim("t2") is not None
    assert leases.claim("t2") is not None


def test_a_trainer_holds_only_so_many(make_bench: MakeBench) -> None:
    bench = make_bench(held_per_trainer=2)
    for owner in "abc":
        bench.run(owner)
    claims = [bench.lab.leases.claim("t1") for _ in range(3)]
    assert [claim is not None for claim in claims] == [True, True, False]
    assert bench.lab.leases.waiting()


def test_one_run_is_claimed_once(bench: Bench) -> None:
    bench.run()
    claimed = []

    def claim(name: str) -> None:
        lab = open_lab(bench.settings)
        claimed.append(lab.leases.claim(name))
        lab.close()

    threads = [threading.Thread(target=claim, args=(f"t{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(lease is not None for lease in claimed) == 1
