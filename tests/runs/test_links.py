"""Short links, kept alike by both stores."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.runs.conftest import Bench
from webapp.runs import links
from webapp.runs.links import FolderLinks

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
