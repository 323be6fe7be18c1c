"""The run table: limits, fair share, commands, positions."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from tests.runs.conftest import Bench
from webapp.runs import Refused, open_lab
from webapp.runs.reclaim import free, tell_positions
from webapp.runs.run import ENDED

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
    assert len(list(bench.lab.parts.runs.iterdir())) == 4
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


@pytest.mark.parametrize(
    ("commands", "state"),
    [
        (["pause"], "paused"),
        (["pause", "pause"], "paused"),
        (["resume"], "queued"),
        (["pause", "resume"], "queued"),
        (["step"], "queued"),
        (["pause", "step"], "queued"),
        (["stop"], "stopped"),
        (["pause", "stop"], "stopped"),
    ],
)
def test_commands_to_a_run_nobody_holds(bench: Bench, commands: list[str], state: str) -> None:
    id = bench.run()
    for command in commands:
        bench.lab.store.command(id, command, steps=3)
    assert bench.state(id) == state
    said = [data["state"] for name, data in bench.events(id) if name == "state"]
    assert said[-1] == state
    assert (bench.names(id)[-1] == "done") == (state in ENDED)


def test_commands_nobody_knows(bench: Bench) -> None:
    id = bench.run()
    with pytest.raises(ValueError, match="expected one of pause, resume, step, stop"):
        bench.lab.store.command(id, "explode")
    with pytest.raises(ValueError, match="expected at least 1 step, got 0"):
        bench.lab.store.command(id, "step", 0)


def test_what_has_ended_is_over(bench: Bench) -> None:
    id = bench.run()
    bench.lab.store.command(id, "stop")
    for ask in (
        lambda: bench.lab.store.command(id, "resume"),
        lambda: bench.lab.store.change(id, {"lr": "1"}),
    ):
        with pytest.raises(Refused) as refused:
            ask()
        assert refused.value.code == "ended"
    with pytest.raises(Refused) as refused:
        bench.lab.store.command("nobody", "stop")
    assert refused.value.code == "unknown"


def test_changes_are_merged_and_counted(bench: Bench) -> None:
    id = bench.run(lr=0.2, delay=3)
    lease = bench.lab.leases.claim("t1")
    assert lease is not None
    before = bench.lab.leases.controls("t1")[0]
    run = bench.lab.store.change(id, {"lr": "0.5"})
    assert run.params == {"lr": "0.5", "delay": "3"}
    after = bench.lab.leases.controls("t1")[0]
    assert (after.version, after.params) == (before.version + 1, run.params)


def test_quick_steps_add_up(bench: Bench) -> None:
    id = bench.run()
    for steps in (2, 3):
        bench.lab.store.command(id, "step", steps)
    bench.lab.leases.claim("t1")
    control = bench.lab.leases.controls("t1")[0]
    assert (control.command, control.steps - control.taken) == ("step", 5)


def test_title_and_pin(bench: Bench) -> None:
    id = bench.run()
    assert bench.lab.store.rename(id, "first net").title == "first net"
    assert bench.lab.store.pin(id, True).pinned
    assert not bench.lab.store.pin(id, False).pinned


def test_positions_are_told_when_they_change(bench: Bench) -> None:
    ids = [bench.run(owner) for owner in "abc"]
    assert [run.position for o in "abc" for run in bench.lab.store.mine(o)] == [1, 2, 3]
    bench.lab.leases.claim("t1")
    tell_positions(bench.lab.parts)
    tell_positions(bench.lab.parts)
    assert [data["position"] for _, data in bench.events(ids[1])] == [2, 1]
    assert [data["position"] for _, data in bench.events(ids[2])] == [3, 2]


def test_deleting_ends_and_removes(bench: Bench) -> None:
    id = bench.run()
    with bench.lab.log.path(id).open("rb") as follower:
        bench.lab.store.delete(id)
        assert follower.read().endswith(b'event: done\ndata: {"reason":"stopped"}\n\n')
    assert bench.lab.store.get(id) is None
    assert not (bench.lab.parts.runs / id).exists()
    bench.lab.store.delete(id)


def test_looking_is_noted_at_most_once_a_second(bench: Bench) -> None:
    id = bench.run()
    bench.lab.leases.claim("t1")
    bench.lab.store.looked(id)
    first = bench.lab.leases.controls("t1")[0].looked
    bench.lab.store.looked(id)
    assert bench.lab.leases.controls("t1")[0].looked == first > 0


def test_ready_needs_a_beating_trainer(bench: Bench) -> None:
    assert not bench.lab.store.ready()
    bench.lab.leases.beat("t1")
    assert bench.lab.store.ready()


def test_a_run_that_kills_its_trainers_fails(bench: Bench) -> None:
    id = bench.run()
    for n in range(3):
        assert bench.lab.leases.claim(f"t{n}") is not None
        assert free(bench.lab.parts, f"t{n}") == [id]
    assert bench.state(id) == "failed"
    assert bench.events(id)[-1] == ("failed", {"code": "crashed"})


def test_a_checkpoint_forgives_earlier_losses(bench: Bench) -> None:
    id = bench.run()
    for n in range(5):
        lease = bench.lab.leases.claim(f"t{n}")
        assert lease is not None
        bench.lab.leases.progress(lease, n, 0.0, 0, saved=True)
        free(bench.lab.parts, f"t{n}")
    assert bench.state(id) == "queued"


def test_a_paused_run_of_a_dead_trainer_stays_paused(bench: Bench) -> None:
    id = bench.run()
    lease = bench.lab.leases.claim("t1")
    assert lease is not None
    bench.lab.leases.pause(lease, bench.lab.leases.controls("t1")[0])
    free(bench.lab.parts, "t1")
    assert bench.state(id) == "paused"
    assert not bench.lab.leases.owns(lease)


def test_a_stop_that_nobody_heard_holds(bench: Bench) -> None:
    id = bench.run()
    bench.lab.leases.claim("t1")
    bench.lab.store.command(id, "stop")
    assert bench.state(id) == "running"
    free(bench.lab.parts, "t1")
    assert bench.state(id) == "stopped"
    assert bench.names(id)[-1] == "done"
