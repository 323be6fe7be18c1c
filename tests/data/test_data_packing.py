"""Packed in three parts and unpacked elsewhere: the same bytes, or a sentence that names parts."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
from small_cifar import Small, archive, folder

from engine.data import DataRefused, mosaics
from engine.data import __main__ as command
from engine.data.dataset import DataSet, open_arrays
from engine.data.installing import install
from engine.data.packing import pack
from engine.data.parts import NAMES
from engine.data.sets import cifar10 as whole
from engine.events import Done, Note


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mosaics of ten images; the small set has six of them, two a part."""
    monkeypatch.setattr(mosaics, "PER_MOSAIC", 10)
    monkeypatch.setattr(mosaics, "COLUMNS", 5)


@pytest.fixture
def home(small: Small, sets: Path, tmp_path: Path) -> Path:
    list(install(small.recipe(), sets, archive(tmp_path / "a.tgz", small.binary())))
    return sets / "cifar10"


@pytest.fixture
def parts(small: Small, home: Path, tmp_path: Path) -> Path:
    list(pack(home, small.contents, tmp_path / "dist"))
    return tmp_path / "dist"


def opened(small: Small, sets: Path) -> DataSet:
    return DataSet("cifar10", **open_arrays(sets / "cifar10", small.contents))


def refusal(small: Small, elsewhere: Path, source: Path) -> DataRefused:
    with pytest.raises(DataRefused) as caught:
        list(install(small.recipe(), elsewhere, source))
    assert [path.name for path in elsewhere.iterdir() if path.is_dir()] == []
    assert caught.value.text[0] != caught.value.text[1]
    return caught.value


def test_what_is_packed_unpacks_into_the_same_bytes(
    small: Small, parts: Path, tmp_path: Path
) -> None:
    assert sorted(path.name for path in parts.iterdir()) == sorted(NAMES)
    for number, source in enumerate((parts, parts / NAMES[1])):  # one part finds the others
        events = list(install(small.recipe(), tmp_path / f"sets{number}", source))
        assert events[-1] == Done("finished")
        assert small.holds(opened(small, tmp_path / f"sets{number}"))


def test_unzipped_by_hand_it_is_taken_too(small: Small, parts: Path, tmp_path: Path) -> None:
    for name in NAMES:
        zipfile.ZipFile(parts / name).extractall(tmp_path / "loose")
    list(install(small.recipe(), tmp_path / "sets2", tmp_path / "loose"))
    assert small.holds(opened(small, tmp_path / "sets2"))


def test_missing_and_torn_parts_are_all_named(small: Small, parts: Path, tmp_path: Path) -> None:
    (parts / NAMES[0]).unlink()
    content = (parts / NAMES[2]).read_bytes()
    (parts / NAMES[2]).write_bytes(content[:-1000])
    said = refusal(small, tmp_path / "sets2", parts)
    assert said.rule == "parts"
    assert f"{NAMES[0]} (not there), {NAMES[2]} (cut short or damaged); copy these again" in str(
        said
    )
    assert NAMES[1] not in said.text[0] + said.text[1]


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.999])
@pytest.mark.parametrize("damage", ["cut", "flip"])
def test_a_part_damaged_anywhere_is_named_or_harmless(
    small: Small, parts: Path, tmp_path: Path, share: float, damage: str
) -> None:
    content = bytearray((parts / NAMES[1]).read_bytes())
    place = int(share * len(content))
    if damage == "cut":
        del content[place:]
    else:
        content[place] ^= 0x55
    (parts / NAMES[1]).write_bytes(content)
    if damage == "flip" and harmless(parts / NAMES[1]):
        list(install(small.recipe(), tmp_path / "sets2", parts))
        assert small.holds(opened(small, tmp_path / "sets2"))
    else:
        assert NAMES[1] in str(refusal(small, tmp_path / "sets2", parts))


def harmless(part: Path) -> bool:
    """Whether a reader of ZIP finds nothing wrong: the damage is in a date, say."""
    try:
        with zipfile.ZipFile(part) as opened:
            return opened.testzip() is None
    except zipfile.BadZipFile:
        return False


def test_parts_of_another_set_are_refused_by_hash(
    small: Small, parts: Path, tmp_path: Path
) -> None:
    shutil.copy(parts / NAMES[0], parts / NAMES[1])
    assert refusal(small, tmp_path / "sets2", parts).rule == "hash"


def test_a_compressed_part_is_no_part(small: Small, parts: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(parts / NAMES[1], "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("train-00020.txt", b"0" * 10**7)
    assert NAMES[1] in str(refusal(small, tmp_path / "sets2", parts))


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("train-00045.txt", b"0" * 10, "rows"),
        ("test-00000.webp", b"RIFF", "broken"),
        ("test-00000.webp", mosaics.mosaic(np.zeros((50, 32, 32, 3), np.uint8)), "foreign"),
        ("train-00000.txt", b"0" * 400_000, "large"),
    ],
    ids=["past the end", "no picture", "another size", "too many bytes"],
)
def test_a_foreign_piece_is_refused(
    small: Small, tmp_path: Path, name: str, content: bytes, rule: str
) -> None:
    source = folder(tmp_path / "loose", {name: content})
    assert refusal(small, tmp_path / "sets2", source).rule == rule


def test_packing_goes_on_where_it_was_stopped(
    small: Small, home: Path, parts: Path, tmp_path: Path
) -> None:
    before = {name: (parts / name).read_bytes() for name in NAMES}
    kept = (parts / NAMES[0]).stat().st_mtime_ns
    (parts / NAMES[1]).write_bytes(before[NAMES[1]][:5000])
    (parts / NAMES[2]).unlink()
    events = list(pack(home, small.contents, parts))
    assert {name: (parts / name).read_bytes() for name in NAMES} == before
    assert (parts / NAMES[0]).stat().st_mtime_ns == kept
    assert [e.args["file"] for e in events if isinstance(e, Note) and e.key == "packed"] == [
        str(parts / name) for name in NAMES
    ]


def test_stopped_while_it_writes_it_leaves_no_half(
    small: Small, home: Path, tmp_path: Path
) -> None:
    events = pack(home, small.contents, tmp_path / "dist")
    for _ in events:
        if list((tmp_path / "dist").glob("*.part")):
            break
    assert list((tmp_path / "dist").glob("*.part")) != []
    events.close()
    assert list((tmp_path / "dist").glob("*.part")) == []


def test_a_rotten_set_is_not_packed(small: Small, home: Path, tmp_path: Path) -> None:
    with (home / "test_y.npy").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\xff")
    with pytest.raises(DataRefused, match="SHA-256"):
        list(pack(home, small.contents, tmp_path / "dist"))
    assert not (tmp_path / "dist").exists()


def test_the_two_commands(
    small: Small,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(whole, "RECIPE", small.recipe())
    dist, there = tmp_path / "dist", tmp_path / "there"
    assert command.main(["pack", "--folder", str(home.parent), "--to", str(dist)]) == 0
    assert f"{dist / NAMES[2]}: 0.1 MB." in capsys.readouterr().err
    assert command.main(["cifar10", "--from", str(dist), "--folder", str(there)]) == 0
    assert small.holds(opened(small, there))
    assert command.main(["pack", "--folder", str(tmp_path), "--to", str(dist)]) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("not packed: expected the set")
