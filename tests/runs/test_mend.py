"""A damaged table is set aside and the runs are found again in their folders."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.events import State
from tests.runs.conftest import FolderBench, drive
from webapp.runs import open_lab
from webapp.supervisor.mend import mend_database

MakeBench = Callable[..., FolderBench]


@pytest.fixture
def bench(folder_bench: FolderBench) -> FolderBench:
    return folder_bench


def damage(path: Path) -> None:
    """Overwrite the middle of the first pages, as a dying disk would."""
    content = bytearray(path.read_bytes())
    content[100:8000] = b"\xa5" * 7900
    path.write_bytes(content)


def test_a_sound_table_stays(bench: FolderBench) -> None:
    bench.run()
    assert mend_database(bench.settings.folder) == []
    assert mend_database(bench.settings.folder / "new") == []


@pytest.mark.parametrize("how", ["damage", "garbage", "empty header"])
def test_runs_are_restored_from_their_folders(bench: FolderBench, how: str) -> None:
    done = bench.run("ann", steps=3)
    drive(bench.trainer(), lambda: bench.state(done) == "done")
    waiting = bench.lab.store.submit("bob", "fake", {"lr": "0.3"}, title="second").id
    running, lost = bench.run("eve"), bench.run("mal")
    with bench.parts.log.exclusive(running) as tail:
        tail.append([State("running")])
    (bench.parts.runs / lost / "run.json").write_text("{")
    bench.parts.db.connection().execute("pragma wal_checkpoint(truncate)")
    bench.close()
    path = bench.settings.folder / "lab.db"
    if how == "damage":
        damage(path)
    else:
        path.write_bytes(b"not a table" * 1000 if how == "garbage" else b"\0" * 4096)
    (said,) = mend_database(bench.settings.folder)
    assert said == (
        "The run table was damaged; it is now lab.db.broken-1. "
        "3 runs were restored, 1 could not be."
    )
    store = open_lab(bench.settings).store
    found = {id: store.get(id) for id in (done, waiting, running)}
    states = {id: run.state for id, run in found.items() if run is not None}
    assert states == {done: "done", waiting: "queued", running: "queued"}
    second = found[waiting]
    assert second is not None
    assert (second.owner, second.title, second.params) == ("bob", "second", {"lr": "0.3"})
    assert found[done] is not None
    assert store.mine("ann")[0].step == 3
    assert mend_database(bench.settings.folder) == []
    path.write_bytes(b"again")
    assert "lab.db.broken-2" in mend_database(bench.settings.folder)[0]


@pytest.mark.parametrize("how", ["deleted", "emptied"])
def test_a_table_that_is_gone_is_made_again(bench: FolderBench, how: str) -> None:
    id = bench.run("ann")
    bench.close()
    for path in bench.settings.folder.glob("lab.db*"):
        path.unlink()
    if how == "emptied":
        (bench.settings.folder / "lab.db").touch()
    (said,) = mend_database(bench.settings.folder)
    assert said == "The run table was missing. 1 runs were restored."
    assert [run.id for run in open_lab(bench.settings).store.mine("ann")] == [id]


def test_old_runs_are_tidied_away_and_pinned_ones_stay(
    make_folder_bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = make_folder_bench(keep_days=2)
    old, pinned, fresh, waiting = (bench.run(owner) for owner in "abcd")
    bench.lab.store.pin(pinned, True)
    for id in (old, pinned, fresh):
        bench.lab.store.command(id, "stop")
    long_ago = "update run set ended = ended - 3 * 86400 where id in (?, ?)"
    bench.parts.db.connection().execute(long_ago, (old, pinned))
    image = bench.settings.folder / "images" / "abc"
    image.parent.mkdir()
    image.write_bytes(b"x")
    assert bench.lab.oversight.tidy() == 1
    assert [bench.lab.store.get(id) is not None for id in (old, pinned, fresh, waiting)] == [
        False, True, True, True,
    ]  # fmt: skip
    assert image.exists()
    later = time.time() + 2 * 86_400
    monkeypatch.setattr(time, "time", lambda: later)
    bench.lab.oversight.tidy()
    assert not image.exists()
