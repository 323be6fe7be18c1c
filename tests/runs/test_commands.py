"""Commands, changes, deletions, and what a dead trainer leaves behind."""

from __future__ import annotations

import pytest

from tests.runs.conftest import Bench, FolderBench, drive, saved_step, step_of
from webapp.runs import Refused
from webapp.runs.clock import now
from webapp.runs.run import ENDED


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


@pytest.mark.parametrize("command", ["pause", "resume", "step"])
def test_a_stop_is_not_taken_back(bench: Bench, command: str) -> None:
    id = bench.run(delay=3)
    trainer = bench.trainer()
    drive(trainer, lambda: bench.state(id) == "running")
    bench.lab.store.command(id, "stop")
    with pytest.raises(Refused) as refused:
        bench.lab.store.command(id, command, 1)
    assert refused.value.code == "ended"
    bench.lab.store.command(id, "stop")
    drive(trainer, lambda: bench.state(id) == "stopped")
    assert bench.names(id)[-1] == "done"


def test_changes_are_merged_and_counted(bench: Bench) -> None:
    id = bench.run(lr=0.2, delay=3)
    lease = bench.lab.leases.claim("t1")
    assert lease is not None
    before = bench.lab.leases.controls("t1")[0]
    run = bench.lab.store.change(id, {"lr": "0.5"})
    assert run.params == {"lr": "0.5", "delay": "3"}
    after = bench.lab.leases.controls("t1")[0]
    assert (after.version, after.params) == (before.version + 1, run.params)


def test_steps_asked_for_are_counted_on_by_the_next_trainer(bench: Bench) -> None:
    id = bench.run(steps=1000, delay=15)
    bench.lab.store.command(id, "step", 1)
    first = bench.trainer("t1")
    drive(first, lambda: bench.state(id) == "paused")
    bench.lab.store.command(id, "step", 200)
    drive(first, lambda: saved_step(bench, id) > 20)
    bench.lab.oversight.free("t1")  # as the supervisor does when it has been killed
    drive(bench.trainer("t2"), lambda: bench.state(id) == "paused", 30.0)
    assert step_of(bench, id) == 201


def test_a_source_says_nothing_of_the_steps_asked_for(bench: Bench) -> None:
    old = bench.run(steps=1000)
    bench.lab.store.command(old, "step", 30)
    trainer = bench.trainer()
    drive(trainer, lambda: bench.state(old) == "paused" and saved_step(bench, old) == 30)
    with bench.lab.files.open(old) as file:
        bench.lab.files.keep_state("mine", file.read())
    new = bench.lab.store.submit("bob", "fake", {"steps": "1000"}, source="mine").id
    bench.lab.store.command(new, "step", 4)
    drive(trainer, lambda: bench.state(new) == "paused")
    assert step_of(bench, new) == 34


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
    bench.lab.oversight.tell_positions()
    bench.lab.oversight.tell_positions()
    assert [data["position"] for _, data in bench.events(ids[1])] == [2, 1]
    assert [data["position"] for _, data in bench.events(ids[2])] == [3, 2]


def test_deleting_ends_and_removes(bench: Bench) -> None:
    id = bench.run()
    bench.lab.store.delete(id)
    assert bench.lab.store.get(id) is None
    assert bench.lab.store.counts() == {}
    bench.lab.store.delete(id)


def test_who_follows_a_run_hears_that_it_was_deleted(folder_bench: FolderBench) -> None:
    id = folder_bench.run()
    with folder_bench.parts.log.path(id).open("rb") as follower:
        folder_bench.lab.store.delete(id)
        assert follower.read().endswith(b'event: done\ndata: {"reason":"stopped"}\n\n')
    assert not (folder_bench.parts.runs / id).exists()


def test_looking_is_noted_at_most_once_a_second(bench: Bench) -> None:
    id = bench.run()
    bench.lab.leases.claim("t1")
    bench.lab.store.looked(id)
    first = bench.lab.leases.controls("t1")[0].looked
    bench.lab.store.looked(id)
    assert first == pytest.approx(now(), abs=0.5)
    assert bench.lab.leases.controls("t1")[0].looked == pytest.approx(first, abs=0.02)


def test_ready_needs_a_beating_trainer(bench: Bench) -> None:
    assert not bench.lab.store.ready()
    bench.lab.leases.beat("t1")
    assert bench.lab.store.ready()


def test_a_run_that_kills_its_trainers_fails(bench: Bench) -> None:
    id = bench.run()
    for n in range(3):
        assert bench.lab.leases.claim(f"t{n}") is not None
        assert bench.lab.oversight.free(f"t{n}") == [id]
    assert bench.state(id) == "failed"
    assert bench.events(id)[-1] == ("failed", {"code": "crashed"})


def test_a_checkpoint_forgives_earlier_losses(bench: Bench) -> None:
    id = bench.run()
    for n in range(5):
        lease = bench.lab.leases.claim(f"t{n}")
        assert lease is not None
        bench.lab.leases.progress(lease, n, 0.0, 0, saved=True)
        bench.lab.oversight.free(f"t{n}")
    assert bench.state(id) == "queued"


def test_a_paused_run_of_a_dead_trainer_stays_paused(bench: Bench) -> None:
    id = bench.run()
    lease = bench.lab.leases.claim("t1")
    assert lease is not None
    bench.lab.leases.pause(lease, bench.lab.leases.controls("t1")[0])
    bench.lab.oversight.free("t1")
    assert bench.state(id) == "paused"
    assert not bench.lab.leases.owns(lease)


def test_a_stop_that_nobody_heard_holds(bench: Bench) -> None:
    id = bench.run()
    bench.lab.leases.claim("t1")
    bench.lab.store.command(id, "stop")
    assert bench.state(id) == "running"
    bench.lab.oversight.free("t1")
    assert bench.state(id) == "stopped"
    assert bench.names(id)[-1] == "done"
