"""From folders and archives to a verified set; never half of one."""

from __future__ import annotations

import errno
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from small_cifar import COUNT, Small, archive, folder

from engine.data import NOTES, DataRefused, DataSet, building
from engine.data.dataset import open_arrays
from engine.data.installing import install
from engine.events import Done, Event, Metrics, Note

FORMS = ("binary", "python", "strips")
ROOT = Path(__file__).parents[2]


def opened(small: Small, sets: Path) -> DataSet:
    return DataSet("cifar10", **open_arrays(sets / "cifar10", small.contents))


def left(sets: Path) -> set[str]:
    return {path.name for path in sets.iterdir()} - {".cifar10.lock"}


def refused(small: Small, sets: Path, source: Path) -> DataRefused:
    """The refusal of a source, said as a note too, with nothing left behind."""
    events: list[Event] = []
    with pytest.raises(DataRefused) as caught:
        events.extend(install(small.recipe(), sets, source))  # keeps what came before it
    assert left(sets) == set()
    last = events[-1]
    assert isinstance(last, Note)
    assert last.key == caught.value.rule
    assert NOTES[last.key][0].format_map(last.args) == str(caught.value)
    return caught.value


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("pack", ["gz", "tar", "folder", "inner folder"])
def test_every_form_gives_the_same_set(
    small: Small, sets: Path, tmp_path: Path, form: str, pack: str
) -> None:
    files = getattr(small, form)()
    if pack == "gz":
        source = archive(tmp_path / "a.tgz", files)
    elif pack == "tar":
        source = archive(tmp_path / "a.tar", files, "w")
    else:
        source = folder(tmp_path / "a", files)
        source = source / next(iter(files)).split("/")[0] if pack == "inner folder" else source
    events = list(install(small.recipe(), sets, source))
    assert small.holds(opened(small, sets))
    assert left(sets) == {"cifar10"}
    assert source.exists()
    assert events[-1] == Done("finished")
    metrics = [event for event in events if isinstance(event, Metrics)]
    assert [m.step for m in metrics] == list(range(1, len(metrics) + 1))
    assert metrics[-1].values == {"bytes": 60 * 3073, "total": 60 * 3073}


def test_order_in_the_archive_does_not_matter(small: Small, sets: Path, tmp_path: Path) -> None:
    files = dict(reversed(small.strips().items()))
    list(install(small.recipe(), sets, archive(tmp_path / "a.tgz", files)))
    assert small.holds(opened(small, sets))


def test_arrays_are_mapped_and_read_only(small: Small, sets: Path, tmp_path: Path) -> None:
    list(install(small.recipe(), sets, archive(tmp_path / "a.tgz", small.binary())))
    images = opened(small, sets).train_x
    assert isinstance(images.base, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        images[0] = 0


Files = dict[str, bytes]
BIN = "cifar-10-batches-bin/data_batch_3.bin"
PNG = "package/data_batch_3.png"
PY = "cifar-10-batches-py/data_batch_3"
TRAIN = "package/train_lables.json"


def dumped(value: object) -> bytes:
    return pickle.dumps(value, 2)


class Touch:
    """What its reader would call, if it called anything."""

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        return touched, ()


def touched() -> None:
    raise AssertionError("expected a pickle to be read, got one that was obeyed")


def calling(batch: bytes) -> bytes:
    """The batch, with a call before its end that any unpickler would make."""
    call = pickle.dumps(Touch(), 2)
    return batch[:-1] + call[2:-1] + b"0."


WRONG: Mapping[str, tuple[str, str, Callable[[Files], Files], str]] = {
    "a file is missing": ("binary", "rows", lambda f: f, ""),
    "a file is short": ("binary", "bytes", lambda f: f | {BIN: f[BIN][:-1]}, ""),
    "a byte differs": ("binary", "hash", lambda f: f | {BIN: b"\1" + f[BIN][1:]}, ""),
    "two files are swapped": (
        "binary",
        "hash",
        lambda f: f | {BIN: f[BIN.replace("3", "4")], BIN.replace("3", "4"): f[BIN]},
        "",
    ),
    "a picture is damaged": ("strips", "broken", lambda f: f | {PNG: f[PNG][:-9000]}, ""),
    "no picture at all": ("strips", "broken", lambda f: f | {PNG: b"<html>"}, ""),
    "labels are no list": ("strips", "labels", lambda f: f | {TRAIN: b"{}"}, ""),
    "labels are not JSON": ("strips", "broken", lambda f: f | {TRAIN: b"["}, ""),
    "labels are few": ("strips", "labels", lambda f: f | {TRAIN: b"[1]"}, "got 1"),
    "a label is 10": (
        "strips",
        "labels",
        lambda f: f | {TRAIN: b"[" + b"0, " * 49 + b"10]"},
        "got 10",
    ),
    "a pickle calls": ("python", "foreign", lambda f: f | {PY: dumped(print)}, ""),
    "a pickle calls beside its data": (
        "python",
        "hash",
        lambda f: f | {PY: calling(f[PY.replace("3", "4")])},
        "",
    ),
    "a pickle is cut": ("python", "broken", lambda f: f | {PY: f[PY][:-5]}, ""),
    "a pickle is a list": ("python", "foreign", lambda f: f | {PY: dumped([1])}, ""),
    "a pickle has other arrays": (
        "python",
        "foreign",
        lambda f: f | {PY: dumped({b"data": np.zeros(3), b"labels": []})},
        "",
    ),
    "a member is huge": (
        "binary",
        "large",
        lambda f: f | {BIN: bytes(2 * 3072 * 5 * COUNT + 1)},
        "",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_archive_is_refused_whole(
    small: Small, sets: Path, tmp_path: Path, case: str
) -> None:
    form, rule, spoil, says = WRONG[case]
    files = getattr(small, form)()
    if case == "a file is missing":
        del files[BIN]
    refusal = refused(small, sets, archive(tmp_path / "a.tgz", spoil(files)))
    assert refusal.rule == rule
    assert says in str(refusal)
    assert str(refusal).startswith("expected ")
    assert refusal.text[1] != refusal.text[0]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.98])
def test_a_truncated_archive_is_refused(
    small: Small, sets: Path, tmp_path: Path, form: str, share: float
) -> None:
    whole = archive(tmp_path / "a.tgz", getattr(small, form)()).read_bytes()
    (tmp_path / "cut.tgz").write_bytes(whole[: int(share * len(whole))])
    assert refused(small, sets, tmp_path / "cut.tgz").rule in ("broken", "rows")


@pytest.mark.parametrize(
    ("content", "rule"),
    [(b"<html>" * 999, "broken"), (b"PK\3\4" * 999, "broken"), (b"\x1f\x8b" * 999, "broken")],
)
def test_a_foreign_file_is_refused(
    small: Small, sets: Path, tmp_path: Path, content: bytes, rule: str
) -> None:
    (tmp_path / "page.tgz").write_bytes(content)
    assert refused(small, sets, tmp_path / "page.tgz").rule == rule


def test_what_is_not_there_is_refused(small: Small, sets: Path, tmp_path: Path) -> None:
    assert refused(small, sets, tmp_path / "nothing").rule == "no_path"
    (tmp_path / "empty").mkdir()
    assert refused(small, sets, tmp_path / "empty").rule == "rows"


def test_a_refused_archive_leaves_the_standing_set(
    small: Small, sets: Path, tmp_path: Path
) -> None:
    list(install(small.recipe(), sets, archive(tmp_path / "a.tgz", small.binary())))
    before = opened(small, sets)
    # The set is whole already, so that a source is not even read.
    events = list(install(small.recipe(), sets, tmp_path / "nothing"))
    assert events[-1] == Done("finished")
    assert small.holds(before)


@pytest.mark.parametrize("damage", ["flipped", "short", "no array", "missing"])
def test_a_damaged_set_is_replaced(small: Small, sets: Path, tmp_path: Path, damage: str) -> None:
    source = archive(tmp_path / "a.tgz", small.binary())
    list(install(small.recipe(), sets, source))
    file = sets / "cifar10" / "train_x.npy"
    content = file.read_bytes()
    if damage == "missing":
        file.unlink()
    else:
        spoiled = {"flipped": content[:-1] + bytes([content[-1] ^ 1]), "short": content[:-9]}
        file.write_bytes(spoiled.get(damage, b"\0" * 50))
    list(install(small.recipe(), sets, source))
    assert small.holds(opened(small, sets))
    assert left(sets) == {"cifar10"}


def test_left_at_any_event_it_goes_on(small: Small, sets: Path, tmp_path: Path) -> None:
    source = archive(tmp_path / "a.tgz", small.strips())
    count = len(list(install(small.recipe(), tmp_path / "other", source)))
    assert count > 10
    for stop in range(1, count - 1):
        events = install(small.recipe(), sets, source)
        for _ in range(stop):
            next(events)
        events.close()
        assert left(sets) <= {"cifar10"}
        if (sets / "cifar10").exists():
            assert small.holds(opened(small, sets))
    list(install(small.recipe(), sets, source))
    assert small.holds(opened(small, sets))


def test_a_killed_build_is_cleared_away(small: Small, sets: Path, tmp_path: Path) -> None:
    folder(sets / ".building-cifar10", {"train_x.npy": b"half"})
    with pytest.raises(DataRefused, match=r"python -m engine\.data cifar10"):
        opened(small, sets)
    list(install(small.recipe(), sets, archive(tmp_path / "a.tgz", small.binary())))
    assert left(sets) == {"cifar10"}


def test_two_installations_at_once_are_refused(small: Small, sets: Path, tmp_path: Path) -> None:
    source = archive(tmp_path / "a.tgz", small.binary())
    first = install(small.recipe(), sets, source)
    next(first)
    with pytest.raises(DataRefused) as caught:
        list(install(small.recipe(), sets, source))
    assert caught.value.rule == "busy"
    list(first)
    assert small.holds(opened(small, sets))


def test_too_little_space_is_said_before_anything(
    small: Small, sets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building.shutil, "disk_usage", lambda _: SimpleNamespace(free=100_000))
    refusal = refused(small, sets, tmp_path / "a.tgz")
    assert refusal.rule == "space"
    assert "expected 1 MB of free space" in str(refusal)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_a_sentence(
    small: Small, sets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    calls = []

    def write(*given: object) -> int:
        calls.append(given)
        if len(calls) > 5:
            raise OSError(code, os.strerror(code))
        return 0

    monkeypatch.setattr(building.Build, "write", write)
    source = archive(tmp_path / "a.tgz", small.binary())
    assert refused(small, sets, source).rule == "full"


FULL = """
import sys
from pathlib import Path
sys.path[:0] = [{tests!r}, {root!r}]
from small_cifar import Small
import engine.data.installing as installing
from engine.data import DataRefused
installing.need_space = lambda folder, need: None  # as if somebody else filled it meanwhile
small, sets = Small.make(), Path({mount!r})
try:
    list(installing.install(small.recipe(), sets, Path({source!r})))
except DataRefused as refusal:
    print(refusal.rule, sorted(p.name for p in sets.iterdir()))
"""


@pytest.mark.parametrize(
    ("options", "said"), [("size=100k", "full ['.cifar10.lock']"), ("size=9m", "")]
)
def test_a_small_disk_is_a_sentence(small: Small, tmp_path: Path, options: str, said: str) -> None:
    """On a real tmpfs in a mount namespace of its own."""
    source, mount = archive(tmp_path / "a.tgz", small.binary()), tmp_path / "disk"
    mount.mkdir()
    words = {"tests": str(ROOT / "tests" / "data"), "root": str(ROOT)}
    script = FULL.format(mount=str(mount), source=str(source), **words)
    shell = 'mount -t tmpfs -o "$0" lab "$1" && exec "$2" -c "$3"'
    ran = subprocess.run(
        ["unshare", "-rm", "sh", "-c", shell, options, mount, sys.executable, script],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.strip() == said


def test_a_folder_that_cannot_be_made_is_a_sentence(small: Small, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataRefused) as caught:
        list(install(small.recipe(), tmp_path / "file" / "sets", tmp_path))
    assert caught.value.rule == "folder"
