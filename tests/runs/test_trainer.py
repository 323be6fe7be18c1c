"""A trainer, driven by hand: what it does with one run and with several."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from tests.runs.conftest import Bench, FolderBench, drive, step_of
from webapp.trainer import keeper
from webapp.trainer.leaving import leave

MakeBench = Callable[..., Bench]


def test_a_run_from_its_first_word_to_its_last(bench: Bench) -> None:
    id = bench.run(steps=30, delay=1)
    drive(bench.trainer(), lambda: bench.state(id) == "done")
    names = bench.names(id)
    assert names[:3] == ["state", "state", "start"]
    assert names[-2:] == ["state", "done"]
    events = bench.events(id)
    start = next(data for name, data in events if name == "start")
    assert start == {
        "run": id, "demo": "fake", "step": 0, "epoch": 1, "device": "NumPy",
        "params": {"steps": "30", "delay": "1"},
    }  # fmt: skip
    assert events[-1] == ("done", {"reason": "finished"})
    assert sorted(bench.losses(id)) == list(range(1, 31))
    metrics = [data for name, data in events if name == "metrics"]
    assert abs(metrics[-1]["time"] - time.time()) < 10
    assert 0.03 <= metrics[-1]["clock"] < 5
    assert step_of(bench, id) == 30
    assert bench.lab.log.ended(id, bench.lab.log.size(id))


def test_seven_steps_are_three_and_four(make_bench: MakeBench) -> None:
    bench = make_bench()
    whole = bench.run(steps=7, seed=3)
    drive(bench.trainer("t1"), lambda: bench.state(whole) == "done")
    parts = bench.run(steps=7, seed=3)
    bench.lab.store.command(parts, "step", 3)
    first = bench.trainer("t2")
    drive(first, lambda: bench.state(parts) == "paused")
    assert step_of(bench, parts) == 3
    leave(first.held[0])
    bench.lab.store.command(parts, "resume")
    drive(bench.trainer("t3"), lambda: bench.state(parts) == "done")
    assert bench.losses(whole) == bench.losses(parts)
    a, b = (bench.lab.files.load(id)[0]["weights/0.w"] for id in (whole, parts))
    assert np.array_equal(a, b)
    starts = [data for name, data in bench.events(parts) if name == "start"]
    assert [(start["step"], start["epoch"]) for start in starts] == [(0, 1), (3, 4)]


def test_pause_step_resume_stop(bench: Bench) -> None:
    id = bench.run(delay=1)
    trainer = bench.trainer()
    drive(trainer, lambda: bench.names(id).count("metrics") > 1)
    bench.lab.store.command(id, "pause", by="presenter")
    drive(trainer, lambda: bench.state(id) == "paused")
    said = [data for name, data in bench.events(id) if name == "state"]
    assert said[-1] == {"state": "paused", "by": "presenter"}
    before = step_of(bench, id)
    for _ in range(20):
        trainer.once()
    assert step_of(bench, id) == before
    bench.lab.store.command(id, "step", 2)
    bench.lab.store.command(id, "step", 1)
    drive(trainer, lambda: step_of(bench, id) == before + 3 and bench.state(id) == "paused")
    assert max(bench.losses(id)) == before + 3
    bench.lab.store.command(id, "resume")
    drive(trainer, lambda: max(bench.losses(id)) > before + 10)
    bench.lab.store.command(id, "stop")
    drive(trainer, lambda: bench.state(id) == "stopped")
    assert bench.events(id)[-1] == ("done", {"reason": "stopped"})
    assert trainer.held == []
    assert bench.names(id).count("start") == 1


def test_a_change_reaches_the_next_step(bench: Bench) -> None:
    id = bench.run(delay=5)
    trainer = bench.trainer()
    drive(trainer, lambda: bench.names(id).count("metrics") > 2)
    bench.lab.store.change(id, {"lr": "0.5"})
    drive(trainer, lambda: "note" in bench.names(id))
    drive(trainer, lambda: "metrics" in bench.names(id)[bench.names(id).index("note") :])
    note = next(data for name, data in bench.events(id) if name == "note")
    assert note == {"key": "changed", "args": {"name": "lr", "old": "0.1", "new": "0.5"}}
    last = [data for name, data in bench.events(id) if name == "metrics"][-1]
    assert last["values"]["lr"] == 0.5


def test_a_change_while_nobody_holds_it_is_noted_too(bench: Bench) -> None:
    id = bench.run()
    bench.lab.store.command(id, "step", 2)
    trainer = bench.trainer()
    drive(trainer, lambda: bench.state(id) == "paused")
    leave(trainer.held[0])
    trainer.held.clear()
    bench.lab.store.change(id, {"lr": "0.3"})
    bench.lab.store.command(id, "step", 2)
    drive(trainer, lambda: step_of(bench, id) == 4)
    assert "note" in bench.names(id)


def test_metrics_come_at_most_twenty_times_a_second_with_every_step(bench: Bench) -> None:
    id = bench.run(delay=2)
    trainer = bench.trainer()
    drive(trainer, lambda: bench.names(id).count("metrics") > 0)
    begin = time.monotonic()
    drive(trainer, lambda: time.monotonic() - begin > 1.0)
    assert 10 <= bench.names(id).count("metrics") <= 23
    steps = sorted(bench.losses(id))
    assert steps == list(range(1, len(steps) + 1))


def test_a_fast_run_logs_at_most_its_rate(make_bench: MakeBench) -> None:
    bench = make_bench(log_rate=4000)
    id = bench.run(delay=0)
    trainer = bench.trainer()
    begin = time.monotonic()
    drive(trainer, lambda: time.monotonic() - begin > 1.5)
    announced = 90 * bench.names(id).count("frame")
    assert bench.lab.log.size(id) - announced <= 4000 * (1 + 1.5) + 1000
    assert bench.names(id).count("metrics") >= 10


def test_a_checkpoint_is_never_ahead_of_the_log(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "SAVE_EVERY", 0.0)
    id, trainer, saved = bench.run(delay=1), bench.trainer(), 0
    while saved < 100:
        trainer.once()
        try:
            now = int(bench.lab.files.load(id)[1]["step"])
        except FileNotFoundError:
            continue
        if now > saved:
            saved = now
            assert sorted(bench.losses(id))[:now] == list(range(1, now + 1))


def test_a_server_may_limit_the_steps_of_a_run(make_bench: MakeBench) -> None:
    bench = make_bench(steps_per_run=7)
    long, short = bench.run("ann", delay=1), bench.run("bob", steps=3)
    trainer = bench.trainer()
    drive(trainer, lambda: bench.state(long) == bench.state(short) == "done")
    assert ("note", {"key": "steps", "args": {"limit": 7}}) in bench.events(long)
    assert sorted(bench.losses(long)) == list(range(1, 8))
    assert bench.events(long)[-1] == ("done", {"reason": "finished"})
    assert "note" not in bench.names(short)


def test_a_deleted_run_is_dropped(bench: Bench) -> None:
    id = bench.run(delay=1)
    trainer = bench.trainer()
    drive(trainer, lambda: bench.names(id).count("metrics") > 1)
    bench.lab.store.delete(id)
    drive(trainer, lambda: not trainer.held)
    assert bench.lab.store.get(id) is None
    assert bench.lab.files.steps(id) == ([], None)


def test_pictures_are_shown_while_somebody_looks(make_bench: MakeBench) -> None:
    bench = make_bench(keyframe_bytes=200)  # room for two: kept ones are rare
    id = bench.run(delay=1)
    trainer = bench.trainer()
    drive(trainer, lambda: bool(bench.losses(id)) and max(bench.losses(id)) > 260)
    assert bench.lab.files.steps(id) == ([0, 256], 256)
    bench.lab.store.looked(id)
    begin = time.monotonic()
    drive(trainer, lambda: time.monotonic() - begin > 1.0)
    shown = [d["step"] for n, d in bench.events(id) if n == "frame" and not d["data"]["kept"]]
    assert 3 <= len(shown) <= 6
    latest = bench.lab.files.steps(id)[1]
    assert latest is not None
    assert latest >= shown[-1] > 260
    assert "weights/0.w" in bench.lab.files.load_keyframe(id, latest)


def test_a_torn_checkpoint_starts_the_run_anew(
    folder_bench: FolderBench, caplog: pytest.LogCaptureFixture
) -> None:
    bench = folder_bench
    id = bench.run(steps=20)
    bench.lab.store.command(id, "step", 5)
    first = bench.trainer("t1")
    drive(first, lambda: bench.state(id) == "paused")
    whole = bench.losses(id)
    leave(first.held[0])
    path = bench.parts.files.checkpoint(id)
    path.write_bytes(path.read_bytes()[:-3])
    bench.lab.store.command(id, "resume")
    drive(bench.trainer("t2"), lambda: bench.state(id) == "done")
    starts = [data["step"] for name, data in bench.events(id) if name == "start"]
    assert starts == [0, 0]
    assert {step: bench.losses(id)[step] for step in whole} == whole
    assert "starting without it" in caplog.text


def test_a_state_file_is_where_a_run_may_start(bench: Bench) -> None:
    first = bench.run(steps=5)
    drive(bench.trainer("t1"), lambda: bench.state(first) == "done")
    with bench.lab.files.open(first) as file:
        saved = file.read()
    bench.lab.files.keep_state("abc", saved)
    id = bench.lab.store.submit("ann", "fake", {"steps": "9"}, source="abc").id
    drive(bench.trainer("t2"), lambda: bench.state(id) == "done")
    assert sorted(bench.losses(id)) == [6, 7, 8, 9]
    lost = bench.lab.store.submit("ann", "fake", {}, source="gone").id
    drive(bench.trainer("t3"), lambda: bench.state(lost) == "failed")
    assert bench.events(lost)[-1] == ("failed", {"code": "state_gone"})
