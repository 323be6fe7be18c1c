"""Several runs in one trainer: turns, limits, and faults that stay where they are."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest

from tests.runs.conftest import Bench, drive, step_of
from webapp.logs import JsonLines
from webapp.runs.run import Terms
from webapp.trainer import yielding
from webapp.trainer.groups import Alone
from webapp.trainer.trainer import Trainer

MakeBench = Callable[..., Bench]


def test_speed_holds_one_run_and_not_the_others(bench: Bench) -> None:
    slow, free = bench.run("ann", delay=0, speed="20"), bench.run("bob", delay=1)
    trainer = bench.trainer()
    drive(trainer, lambda: len(trainer.held) == 2)
    begin, before = time.monotonic(), steps(trainer)
    drive(trainer, lambda: time.monotonic() - begin > 1.0)
    done = {id: step - before[id] for id, step in steps(trainer).items()}
    assert 8 <= done[slow] <= 22  # 20 on a machine of our own
    assert done[free] > 2 * done[slow]


def test_a_pace_that_cannot_be_kept_starves_nobody(bench: Bench) -> None:
    late, free = bench.run("ann", delay=15, speed="100"), bench.run("bob", delay=5)
    trainer = bench.trainer()
    drive(trainer, lambda: len(trainer.held) == 2)
    begin, before = time.monotonic(), steps(trainer)
    drive(trainer, lambda: time.monotonic() - begin > 1.0)
    done = {id: step - before[id] for id, step in steps(trainer).items()}
    assert min(done[late], done[free]) > 10


def steps(trainer: Trainer) -> dict[str, int]:
    """How far each held run is."""
    return {held.lease.run.id: held.step for held in trainer.held}


def test_runs_share_a_trainer_fairly(bench: Bench) -> None:
    for owner in "abc":
        bench.run(owner, delay=2)
    trainer = bench.trainer()
    drive(trainer, lambda: len(trainer.held) == 3)
    begin = time.monotonic()
    drive(trainer, lambda: time.monotonic() - begin > 1.2)
    done = steps(trainer).values()
    assert min(done) > 0.5 * max(done) > 0


def spend(trainer: Trainer, seconds: float, patch: pytest.MonkeyPatch) -> dict[str, float]:
    """Let it train for a while; the seconds that each run was charged."""
    spent, paid = {held.lease.run.id: 0.0 for held in trainer.held}, trainer.turns.paid

    def count(group: Alone, took: float) -> None:
        spent[group.one.lease.run.id] += took
        paid(group, took)

    patch.setattr(trainer.turns, "paid", count)
    begin = time.monotonic()
    drive(trainer, lambda: time.monotonic() - begin > seconds)
    return spent


def test_long_steps_and_short_ones_have_the_same_seconds(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    long, short = bench.run("ann", delay=80), bench.run("bob", delay=2)
    trainer = bench.trainer()
    drive(trainer, lambda: len(trainer.held) == 2)
    spent = spend(trainer, 1.5, monkeypatch)
    assert abs(spent[long] - spent[short]) < 0.05 + 2 * 0.08
    assert min(spent.values()) > 0.4


def test_two_runs_of_one_person_share_what_another_has_for_one(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    hers = [bench.run("ann", delay=4), bench.run("ann", delay=4)]
    his = bench.run("bob", delay=4)
    trainer = bench.trainer()
    drive(trainer, lambda: len(trainer.held) == 3)
    spent = spend(trainer, 1.5, monkeypatch)
    assert abs(sum(spent[id] for id in hers) - spent[his]) < 0.2
    assert abs(spent[hers[0]] - spent[hers[1]]) < 0.15


def test_of_two_steps_in_a_row_one_is_the_presenters(bench: Bench) -> None:
    students = [bench.run(owner, delay=8) for owner in "abc"]
    trainer = bench.trainer()
    drive(trainer, lambda: len(trainer.held) == 3)
    mine = bench.lab.store.submit("teacher", "fake", {"delay": "8"}, terms=Terms(first=True)).id
    drive(trainer, lambda: len(trainer.held) == 4)
    before = {**steps(trainer), mine: 0}
    drive(trainer, lambda: steps(trainer)[mine] >= 30)
    done = {id: step - before[id] for id, step in steps(trainer).items()}
    assert done[mine] >= sum(done[id] for id in students) - 1
    assert min(done[id] for id in students) >= 4  # of the thirty that are theirs, nobody starves


@pytest.mark.parametrize(("fault", "code"), [("raise", "error"), ("memory", "memory"),
                                             ("open", "error"), ("frame", "error")])  # fmt: skip
def test_a_fault_ends_the_run_and_not_the_trainer(
    bench: Bench, fault: str, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.setFormatter(JsonLines())
    bad, good = bench.run("ann", fault=fault, fault_at=3), bench.run("bob", steps=40)
    trainer = bench.trainer()
    drive(trainer, lambda: bench.state(good) == "done" and bench.state(bad) == "failed")
    assert bench.events(bad)[-1] == ("failed", {"code": code})
    assert bench.lab.log.ended(bad, bench.lab.log.size(bad))
    said = json.loads(caplog.text.splitlines()[-1])
    assert "Traceback" in said["traceback"]
    assert (said["run"], said["level"], said["logger"]) == (bad, "error", "lab.trainer")
    assert "Traceback" not in str(bench.frames(bad))


def test_divergence_is_an_end_like_any_other(bench: Bench) -> None:
    id = bench.run(lr=5, delay=0)
    drive(bench.trainer(), lambda: bench.state(id) == "done")
    assert "note" in bench.names(id)
    assert bench.events(id)[-1] == ("done", {"reason": "diverged"})


def test_an_unknown_demo_fails_with_its_code(bench: Bench) -> None:
    id = bench.lab.store.submit("ann", "nothing", {}).id
    drive(bench.trainer(), lambda: bench.state(id) == "failed")
    assert bench.events(id)[-1] == ("failed", {"code": "unknown_demo"})


def test_paused_runs_stay_warm_up_to_a_limit(make_bench: MakeBench) -> None:
    bench = make_bench(warm_per_trainer=1)
    trainer = bench.trainer()
    ids = []
    for owner in "abc":
        ids.append(bench.run(owner))
        bench.lab.store.command(ids[-1], "step", 1)
        drive(trainer, lambda: bench.state(ids[-1]) == "paused")
    drive(trainer, lambda: len(trainer.held) == 1)
    assert [bench.state(id) for id in ids] == ["paused"] * 3
    bench.lab.store.command(ids[0], "step", 1)
    drive(trainer, lambda: step_of(bench, ids[0]) == 2)


def test_a_person_resumes_only_as_many_as_may_live(make_bench: MakeBench) -> None:
    bench = make_bench(live_per_person=1)
    trainer = bench.trainer()
    first = bench.run("ann", delay=1)
    drive(trainer, lambda: bench.state(first) == "running")
    bench.lab.store.command(first, "pause")
    drive(trainer, lambda: bench.state(first) == "paused")
    second = bench.run("ann", delay=1)
    drive(trainer, lambda: bench.state(second) == "running")
    bench.lab.store.command(first, "resume")
    drive(trainer, lambda: bench.state(first) == "queued")
    bench.lab.store.command(second, "stop")
    drive(trainer, lambda: bench.state(first) == "running")


def test_a_long_run_makes_room_for_those_who_wait(
    make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yielding, "QUANTUM", 0.3)
    bench = make_bench(held_per_trainer=1)
    trainer = bench.trainer()
    long = bench.run("ann", delay=1)
    drive(trainer, lambda: bench.state(long) == "running")
    short = bench.run("bob", steps=20, delay=1)
    drive(trainer, lambda: bench.state(short) == "done")
    drive(trainer, lambda: bench.names(long).count("start") == 2)
    steps = sorted(bench.losses(long))
    assert steps == list(range(1, len(steps) + 1))
