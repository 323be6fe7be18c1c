"""Keyframes: chosen by step, few, small enough, forgotten when steps are undone."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from tests.runs.conftest import Bench, drive
from webapp.runs.keyframes import MOST, Keyframes
from webapp.runs.shelf import FolderShelf

SMALL = {"weights/0.w": np.zeros(3, np.float32)}


def keep_all(folder: Path, steps: range, limit: int = 128_000_000, size: int = 3) -> list[int]:
    kept = FolderShelf(folder / "kept")
    keyframes = Keyframes(kept, FolderShelf(folder / "latest"), limit)
    for step in steps:
        if keyframes.due(step):
            keyframes.keep(step, {"weights/0.w": np.full(size, step, np.float32)})
    return kept.steps()


@pytest.mark.parametrize("last", [0, 1, 126, 127, 128, 129, 500, 1023, 1024, 5000])
def test_every_kth_step_and_at_most_128(tmp_path: Path, last: int) -> None:
    steps = keep_all(tmp_path, range(last + 1))
    gaps = {b - a for a, b in itertools.pairwise(steps)}
    assert steps[0] == 0
    assert len(steps) <= MOST
    assert len(gaps) <= 1
    for gap in gaps:
        assert gap.bit_count() == 1
        assert last - steps[-1] < gap
    if last >= MOST:
        assert len(steps) >= MOST // 2


def test_a_crash_keeps_the_same_ones(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    whole = keep_all(tmp_path / "a", range(1001))
    keep_all(tmp_path / "b", range(431))
    kept, latest = (FolderShelf(tmp_path / "b" / name) for name in ("kept", "latest"))
    Keyframes(kept, latest, 128_000_000).forget_after(400)
    assert max(kept.steps()) <= 400
    assert keep_all(tmp_path / "b", range(401, 1001)) == whole


def test_the_bytes_of_all_keyframes_are_limited(tmp_path: Path) -> None:
    steps = keep_all(tmp_path, range(300), limit=100_000, size=2500)
    total = sum(path.stat().st_size for path in (tmp_path / "kept").iterdir())
    assert 50_000 < total <= 100_000
    assert 5 <= len(steps) <= 10


def test_a_run_that_starts_later_keeps_its_first_step(tmp_path: Path) -> None:
    steps = keep_all(tmp_path, range(77, 700))
    assert steps[0] == 77
    assert len(steps) <= MOST


def test_the_newest_three_stay_for_those_who_look(tmp_path: Path) -> None:
    latest = FolderShelf(tmp_path / "latest")
    keyframes = Keyframes(FolderShelf(tmp_path / "kept"), latest, 10**9)
    for step in (3, 9, 10, 12, 20):
        keyframes.show(step, SMALL)
    assert latest.steps() == [10, 12, 20]
    keyframes.make_room()
    assert latest.steps() == []


def test_files_are_read_by_step(bench: Bench) -> None:
    id = bench.run(steps=6, size=5)
    trainer = bench.trainer()
    drive(trainer, lambda: bench.state(id) == "done")
    files = bench.lab.files
    assert files.steps(id) == ([0, 1, 2, 3, 4, 5, 6], 6)
    found = files.load_keyframe(id, 4)["weights/0.w"]
    assert found.shape == (5,)
    assert found.dtype == np.float32
    assert not np.array_equal(found, files.load_keyframe(id, 5)["weights/0.w"])
    with pytest.raises(KeyError, match="expected a step with a keyframe, got 99"):
        files.load_keyframe(id, 99)
    announced = [data for name, data in bench.events(id) if name == "frame"]
    assert [said["step"] for said in announced if said["data"]["kept"]] == [0, 1, 2, 3, 4, 5, 6]
