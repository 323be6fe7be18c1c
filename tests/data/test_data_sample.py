"""The sample that ships: real, whole, unpacked once, mended when it is damaged."""

from __future__ import annotations

import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from engine.data import CLASSES, DATASETS, DataRefused, DataSet, available, mosaics, open_set
from engine.data.mosaics import ASSETS, index, make_sample, unpack_sample
from engine.data.refusals import NOTES
from engine.events import Done


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of sets that holds the sample."""
    return unpack_sample(tmp_path_factory.mktemp("sets")).parent


def test_it_holds_what_it_promises(unpacked: Path) -> None:
    sample = open_set("sample", unpacked)
    assert sample.name == "sample"
    for part, count in (("train", 500), ("test", 100)):
        images, labels = getattr(sample, f"{part}_x"), getattr(sample, f"{part}_y")
        assert images.shape == (10 * count, 32, 32, 3)
        assert images.dtype == labels.dtype == np.uint8
        assert np.bincount(labels).tolist() == [count] * 10
        for name, array in ((f"{part}_x", images), (f"{part}_y", labels)):
            stated = index()["arrays"][name]["sha256"]
            assert hashlib.sha256(array.tobytes()).hexdigest() == stated
    # The whole set begins with a frog and two trucks; its test set with a cat and two ships.
    assert [CLASSES[y][0] for y in sample.train_y[:3]] == ["frog", "truck", "truck"]
    assert [CLASSES[y][0] for y in sample.test_y[:3]] == ["cat", "ship", "ship"]
    assert sample.train_x[0, 0, 0].tolist() == [59, 62, 63]


def test_it_is_read_only_and_mapped(unpacked: Path) -> None:
    images = open_set("sample", unpacked).test_x
    assert isinstance(images.base, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        images[0] = 0


def test_it_fits_into_the_repository() -> None:
    sizes = [path.stat().st_size for path in ASSETS.iterdir()]
    assert max(sizes) < 3_000_000
    assert sum(sizes) < 10_500_000


def test_a_second_call_writes_nothing(unpacked: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in unpacked.rglob("*")}
    assert unpack_sample(unpacked) == unpacked / "sample"
    assert {path: path.stat().st_mtime_ns for path in unpacked.rglob("*")} == before


@pytest.mark.parametrize("damage", ["flip", "cut", "remove"])
def test_a_damaged_one_is_mended(unpacked: Path, damage: str) -> None:
    file = unpacked / "sample" / "test_y.npy"
    content = file.read_bytes()
    if damage == "remove":
        file.unlink()
    else:
        file.write_bytes(content[:-1] + (b"\xff" if damage == "flip" else b""))
    assert available(unpacked) == (["sample"] if damage == "flip" else [])
    unpack_sample(unpacked)
    assert file.read_bytes() == content
    assert [path.name for path in unpacked.iterdir() if path.is_dir()] == ["sample"]


def test_many_processes_may_start_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        homes = list(pool.map(lambda _: unpack_sample(tmp_path), range(4)))
    assert homes == [tmp_path / "sample"] * 4
    assert available(tmp_path) == ["sample"]


def test_a_damaged_mosaic_is_refused(tmp_path: Path) -> None:
    assets = shutil.copytree(ASSETS, tmp_path / "assets")
    (assets / "test-0500.webp").write_bytes(b"RIFF")
    with pytest.raises(DataRefused, match=r"test-0500\.webp"):
        unpack_sample(tmp_path / "sets", assets)
    shutil.copy(ASSETS / "test-0000.webp", assets / "test-0500.webp")
    with pytest.raises(DataRefused, match="SHA-256"):
        unpack_sample(tmp_path / "sets", assets)
    assert not (tmp_path / "sets" / "sample").exists()


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mosaics of five images, two of each class: the compressor is slow with noise."""
    monkeypatch.setattr(mosaics, "PER_CLASS", {"train": 2, "test": 1})
    monkeypatch.setattr(mosaics, "PER_MOSAIC", 10)
    monkeypatch.setattr(mosaics, "COLUMNS", 5)


@pytest.mark.usefixtures("tiny")
def test_making_it_loses_nothing(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    x = rng.integers(0, 256, (60, 32, 32, 3), dtype=np.uint8)
    x[:, :28] = x[:, :1, :1]
    y = rng.permutation(np.repeat(np.arange(10, dtype=np.uint8), 6))
    made = list(make_sample(DataSet("cifar10", x, y, x[::-1], y[::-1]), tmp_path / "assets"))
    names = ["train-0000.webp", "train-0010.webp", "test-0000.webp", "sample.json"]
    assert made == names
    home = unpack_sample(tmp_path, tmp_path / "assets")
    for part, count, images, labels in (("train", 2, x, y), ("test", 1, x[::-1], y[::-1])):
        places = sorted(i for label in range(10) for i in np.flatnonzero(labels == label)[:count])
        assert np.array_equal(np.load(home / f"{part}_x.npy"), images[places])
        assert np.array_equal(np.load(home / f"{part}_y.npy"), labels[places])


def test_the_registry_knows_both_sets(tmp_path: Path) -> None:
    assert set(DATASETS) == {"cifar10", "sample"}
    assert DATASETS["cifar10"]().contents()["train_x"].shape == (50000, 32, 32, 3)
    for entry in DATASETS.values():
        assert all(entry.label)
    assert list(DATASETS["sample"]().install(tmp_path))[-1] == Done("finished")


def test_what_is_not_here_is_said(tmp_path: Path) -> None:
    assert available(tmp_path) == []
    with pytest.raises(DataRefused, match=r"`python -m engine\.data cifar10` installs it"):
        open_set("cifar10", tmp_path)
    with pytest.raises(DataRefused, match="expected a set of cifar10, sample, got mnist"):
        open_set("mnist", tmp_path)
    (tmp_path / "sample").mkdir()
    np.save(tmp_path / "sample" / "train_x.npy", np.zeros(3))
    with pytest.raises(DataRefused, match=r"float64 \(3,\)"):
        open_set("sample", tmp_path)


def test_the_index_says_what_made_it() -> None:
    assert json.loads((ASSETS / "sample.json").read_text())["made"].startswith("python -m engine")
    assert len(CLASSES) == 10
    assert all(english != persian for english, persian in [*CLASSES, *NOTES.values()])
