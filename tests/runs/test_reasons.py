"""Who waits is told why, at the first place too, and again when the reason alone has changed."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.broker import Broker
from tests.runs.conftest import Bench, FolderBench
from webapp.runs.hosted.link import Link
from webapp.runs.interface import Lease, Terms
from webapp.runs.lab import open_lab

MakeBench = Callable[..., Bench]
Told = list[tuple[int | None, str | None, int | None]]


def claim(bench: Bench, worker: str = "t1") -> Lease:
    bench.lab.leases.beat(worker)
    lease = bench.lab.leases.claim(worker)
    assert lease is not None
    return lease


def told(bench: Bench, id: str) -> Told:
    """The place, the reason and the limit of every queued event."""
    bench.lab.oversight.tell_positions()
    events = [data for name, data in bench.events(id) if name == "state"]
    return [
        (data.get("position"), data.get("reason"), data.get("most"))
        for data in events
        if data["state"] == "queued"
    ]


def known(bench: Bench, id: str) -> tuple[int | None, str]:
    run = bench.lab.store.get(id)
    assert run is not None
    return run.position, run.reason


def older(bench: Bench, *, waits: str = "", beats: str = "", seconds: int = 3) -> None:
    """As if a run had waited, or a trainer been silent, for longer."""
    if bench.settings.run_store:
        client = Link(bench.settings.run_store).client
        for key, field in ((f"lab:run:{waits}", "since"), ("lab:workers", beats)):
            if waits if field == "since" else beats:
                client.hincrby(key, field, -1000 * seconds)
        client.close()
        return
    with sqlite3.connect(bench.settings.folder / "lab.db") as table:
        table.execute("update since set at = at - ? where id = ?", (seconds, waits))
        table.execute("update worker set beat = beat - ? where id = ?", (seconds, beats))
    table.close()


def test_all_places_are_taken(make_bench: MakeBench) -> None:
    bench = make_bench(live=1)
    bench.run("ann")
    lease = claim(bench)
    bob = bench.run("bob")
    assert told(bench, bob) == [(1, "all", 1)]  # at once, and only once
    assert known(bench, bob) == (1, "all")
    bench.lab.leases.release(lease, "done")
    assert known(bench, bob) == (1, "")
    assert told(bench, bob) == [(1, "all", 1), (1, None, None)]


def test_somebody_has_as_many_as_one_person_may(make_bench: MakeBench) -> None:
    bench = make_bench(live_per_person=1, live=3)
    bench.run("ann")
    lease = claim(bench)
    second = bench.run("ann")
    assert told(bench, second) == [(1, "own", 1)]
    bob = bench.run("bob")  # is in front of her, and has no reason to wait
    assert (told(bench, second)[-1], told(bench, bob)) == ((2, "own", 1), [(1, None, None)])
    claim(bench)
    bench.run("cem")
    claim(bench)
    assert told(bench, second)[-1] == (1, "own", 1)  # her own limit says more than that of all
    bench.lab.leases.release(lease, "done")
    assert told(bench, second)[-1] == (1, None, None)


def test_the_reason_alone_changes(make_bench: MakeBench) -> None:
    bench = make_bench(live_per_person=1, live=1)
    bench.run("ann")
    ann = claim(bench)
    waits = bench.run("ann")
    assert told(bench, waits) == [(1, "own", 1)]
    mine = bench.lab.store.submit("teacher", "fake", {}, terms=Terms(first=True)).id
    assert told(bench, mine) == [(1, "all", 1)]
    bench.lab.leases.release(ann, "done")
    assert claim(bench).run.id == mine
    assert told(bench, waits)[1:] == [(2, "own", 1), (1, "all", 1)]


def test_the_trainers_are_busy_or_none_is_at_work(make_bench: MakeBench) -> None:
    bench = make_bench(held_per_trainer=1)
    bench.run("ann")
    lease = claim(bench)
    bob = bench.run("bob")
    assert told(bench, bob) == [(1, None, None)]  # it may be taken up any moment
    older(bench, waits=bob)
    assert told(bench, bob)[1:] == [(1, "busy", None)]
    assert told(bench, bob)[1:] == [(1, "busy", None)]
    bench.lab.leases.release(lease, "done")  # else it would wait too, its trainer being gone
    older(bench, beats="t1", seconds=11)
    assert told(bench, bob)[2:] == [(1, "none", None)]
    bench.lab.leases.beat("t1")
    assert told(bench, bob)[3:] == [(1, "busy", None)]
    assert known(bench, bob) == (1, "busy")


def test_who_was_put_back_is_told_again(make_bench: MakeBench) -> None:
    bench = make_bench(live=1)
    ann = bench.run("ann")
    bench.run("bob")
    lease = claim(bench)
    bench.lab.leases.progress(lease, 1, 5.0, 0, saved=True)  # bob has used less
    bench.lab.leases.release(lease, "queued")
    claim(bench)
    assert told(bench, ann)[-1][1:] == ("all", 1)
    assert [one.run.reason for one in bench.lab.store.unfinished()].count("all") == 1


def test_no_other_state_has_a_reason(make_bench: MakeBench) -> None:
    bench = make_bench(live=1)
    ids = [bench.run(owner) for owner in ("ann", "bob")]
    claim(bench)
    told(bench, ids[1])
    bench.lab.store.command(ids[1], "pause")
    assert [known(bench, id) for id in ids] == [(None, ""), (None, "")]


def test_machines_of_other_limits_do_not_tell_in_turn(tmp_path: Path, broker: Broker) -> None:
    bench = Bench(tmp_path / "data", run_store=broker.url, live=0, lease_seconds=0.3)
    other = open_lab(replace(bench.settings, live=1))
    ids = [bench.run(owner) for owner in ("ann", "bob")]
    claim(bench)
    for _ in range(5):
        told(bench, ids[1])
        other.oversight.tell_positions()
    assert told(bench, ids[1]) == [(2, None, None), (1, None, None)]
    time.sleep(0.4)  # the first machine is gone, and the other says what holds
    bench.lab.leases.beat("t1")
    other.oversight.tell_positions()
    assert told(bench, ids[1])[-1] == (1, "all", 1)
    other.close()
    bench.close()


def test_a_table_of_an_earlier_version_learns_it(folder_bench: FolderBench) -> None:
    folder_bench.run("ann")
    folder_bench.parts.db.connection().execute("alter table run drop column why")
    folder_bench.close()
    lab = open_lab(folder_bench.settings)
    assert lab.store.submit("bob", "fake", {}).position == 2
    lab.oversight.tell_positions()
    assert [run.reason for run in lab.store.mine("ann")] == [""]
    lab.close()
