"""Short links, kept alike by both stores."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.runs.conftest import Bench
from webapp.runs import links
from webapp.runs.links import FolderLinks
from webapp.supervisor.serve import go_on

A, B, C, D = (letter * 12 for letter in "abcd")
MakeBench = Callable[..., Bench]


class Clock:
    """Opens links one after another; files are told apart by seconds, not by luck."""

    def __init__(self, bench: Bench) -> None:
        self._bench, self._at = bench, 1e9

    def keep(self, id: str, text: bytes = b"{}") -> None:
        self._bench.lab.links.keep(id, text)
        self._tick(id)

    def find(self, id: str) -> bytes | None:
        found = self._bench.lab.links.find(id)
        self._tick(id)
        return found

    def _tick(self, id: str) -> None:
        self._at += 1
        path = self._bench.settings.folder / "links" / f"{id}.json"
        if path.exists():
            os.utime(path, (self._at, self._at))


def left(bench: Bench) -> list[str]:
    return [id[0] for id in (A, B, C, D) if bench.lab.links.find(id) is not None]


def test_every_web_machine_finds_it(bench: Bench) -> None:
    bench.lab.links.keep(A, b'{"demo": "\xd8\xb3"}')
    other = bench.open()
    assert other.links.find(A) == b'{"demo": "\xd8\xb3"}'
    assert other.links.find(B) is None
    other.close()


@pytest.mark.parametrize(
    "id", ["", "../lab", "a" * 11, "A" * 12, "a" * 12 + "\n", "links", "é" * 12]
)
def test_only_a_links_name_finds_anything(bench: Bench, id: str) -> None:
    bench.lab.links.keep(A, b"{}")
    assert bench.lab.links.find(id) is None


def test_those_opened_last_stay(make_bench: MakeBench) -> None:
    bench = make_bench(links=3)
    clock = Clock(bench)
    for id in (A, B, C):
        clock.keep(id)
    assert clock.find(A) == b"{}"  # the newest again
    clock.keep(B)  # and so is one that is kept again
    clock.keep(D)
    assert left(bench) == ["a", "b", "d"]


def test_the_bytes_of_all(make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MOST_BYTES", 110)
    bench = make_bench()
    clock = Clock(bench)
    for id in (A, A, B, C):
        clock.keep(id, b'{"x": "' + b"y" * 40 + b'"}')
    assert left(bench) == ["b", "c"]
    clock.keep(D, b"{}" + b" " * 60)  # 62 + 49 bytes are one too many
    assert left(bench) == ["d"]


def test_links_of_an_older_data_folder_go_on(make_bench: MakeBench) -> None:
    bench = make_bench(links=3)
    older = FolderLinks(bench.settings.folder, 10)
    for age, id in ((30, A), (20, B), (10, C)):
        older.keep(id, id.encode())
        os.utime(bench.settings.folder / "links" / f"{id}.json", (1e9 - age, 1e9 - age))
    for _ in range(2):  # a server that starts again finds nothing new
        bench.lab.links.begin()
    bench.lab.links.keep(D, b"new")
    kept = [bench.lab.links.find(id) for id in (A, B, C, D)]
    assert kept == [None, B.encode(), C.encode(), b"new"]
    if bench.settings.run_store:
        assert list((bench.settings.folder / "links").iterdir()) == []


def older_links(bench: Bench, *ids: str) -> Path:
    """A folder of an older version with these links, and B as what cannot be read."""
    older = FolderLinks(bench.settings.folder, 10)
    for id in ids:
        older.keep(id, id.encode())
    folder = bench.settings.folder / "links"
    (folder / f"{B}.json").mkdir(parents=True)
    return folder


def test_what_cannot_be_read_is_named_and_the_others_go_on(
    make_bench: MakeBench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench = make_bench()
    folder = older_links(bench, A, C)
    for _ in range(2):  # it is said at every start until somebody has mended it
        go_on(bench.lab)
        said = capsys.readouterr().out
        if bench.settings.run_store:
            assert said == (
                f"Short links could not be brought to the store from {folder / B}.json (Is a "
                "directory): let this server read and remove them and start it again, or delete "
                "them; everything else works.\n"
            )
            assert [path.stem for path in folder.iterdir()] == [B]
        else:
            assert said == ""
    assert [bench.lab.links.find(id) for id in (A, C)] == [A.encode(), C.encode()]


def test_many_that_cannot_be_read_are_one_sentence(
    make_bench: MakeBench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench = make_bench()
    (older_links(bench) / f"{C}.json").mkdir()
    go_on(bench.lab)
    said = capsys.readouterr().out
    assert (" and 1 more (Is a directory)" in said) == bool(bench.settings.run_store)
    assert said.count("\n") <= 1


def test_a_folder_that_cannot_be_read_stops_nothing(
    make_bench: MakeBench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench = make_bench()
    bench.settings.folder.mkdir(exist_ok=True)
    (bench.settings.folder / "links").touch()
    go_on(bench.lab)
    said = capsys.readouterr().out
    assert ("links (Not a directory): let" in said) == bool(bench.settings.run_store)
