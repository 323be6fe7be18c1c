"""Who runs what just now, and since when: what the numbers and the status page ask of the store."""

from __future__ import annotations

import os
import sqlite3
import time

from engine.events import Metrics
from tests.runs.conftest import Bench, FolderBench, drive
from webapp.runs import open_lab
from webapp.runs.frames import END


def test_unfinished_runs_oldest_first_with_their_trainers(bench: Bench) -> None:
    ann, bob, eve = bench.run("ann"), bench.run("bob"), bench.run("eve")
    lease = bench.lab.leases.claim("t1")
    assert lease is not None
    bench.lab.store.command(eve, "pause")
    found = bench.lab.store.unfinished()
    assert [(one.run.id, one.run.state, one.worker, one.run.position) for one in found] == [
        (ann, "running", "t1", None),
        (bob, "queued", "", 1),
        (eve, "paused", "", None),
    ]
    bench.lab.store.command(bob, "stop")
    bench.lab.leases.release(lease, "done")
    assert [one.run.id for one in bench.lab.store.unfinished()] == [eve]


def test_since_is_when_the_state_began_not_when_the_run_did(bench: Bench) -> None:
    begun = time.time()
    id = bench.run(delay=1)
    trainer = bench.trainer()
    time.sleep(0.05)
    drive(trainer, lambda: bench.state(id) == "running")
    (one,) = bench.lab.store.unfinished()
    assert begun + 0.05 <= one.since <= time.time() + 0.01
    drive(trainer, lambda: one.run.id and bench.lab.store.get(id).step > 0)  # type: ignore[union-attr]
    assert bench.lab.store.unfinished()[0].since == one.since  # steps and beats change nothing
    bench.lab.store.command(id, "pause")
    drive(trainer, lambda: bench.state(id) == "paused")
    assert bench.lab.store.unfinished()[0].since > one.since


def test_a_table_of_an_earlier_version_learns_it(folder_bench: FolderBench) -> None:
    bench = folder_bench
    id = bench.run()
    created = bench.lab.store.get(id).created  # type: ignore[union-attr]
    connection = bench.parts.db.connection()
    for name in ("since_begun", "since_moved", "since_gone"):
        connection.execute(f"drop trigger {name}")
    connection.execute("drop table since")
    bench.close()
    lab = open_lab(bench.settings)
    assert lab.store.unfinished()[0].since == created
    lab.store.command(id, "pause")
    assert lab.store.unfinished()[0].since > created
    lab.store.delete(id)
    rows = sqlite3.connect(bench.settings.folder / "lab.db").execute("select * from since")
    assert rows.fetchall() == []
    lab.close()


def test_trainers_are_known_by_their_beats(bench: Bench) -> None:
    assert bench.lab.store.workers() == []
    for name in ("t2", "t1"):
        bench.lab.leases.beat(name)
    time.sleep(0.02)
    found = bench.lab.store.workers()
    assert [(one.name, one.pid) for one in found] == [("t1", os.getpid()), ("t2", os.getpid())]
    assert all(0.02 <= one.silent < 5 for one in found)


def test_the_tail_of_a_log_is_whole_frames(bench: Bench) -> None:
    log = bench.lab.log
    assert log.tail("nobody") == b""
    id = bench.run()
    lease = bench.lab.leases.claim("t1")
    assert lease is not None
    for step in range(40):
        log.append(lease, [Metrics(step, {"loss": 1.0})])
    whole, _ = log.read(id, 0)
    assert log.tail(id) == whole
    for most in (3, 200, 1000):
        tail = log.tail(id, most)
        assert len(tail) <= most
        assert whole.endswith(tail)
        assert tail == b"" or tail.startswith(b"id: ")
        frames = [frame + END for frame in whole.split(END) if frame]
        assert len(tail) + len(frames[-1 - tail.count(END)]) > most - 2  # as many as fit


def test_the_tail_of_a_torn_log_is_whole_frames(folder_bench: FolderBench) -> None:
    id, log = folder_bench.run(), folder_bench.parts.log
    whole, _ = log.read(id, 0)
    with log.path(id).open("ab") as file:
        file.write(b"id: 99999\nevent: metr")
    assert log.tail(id) == whole
