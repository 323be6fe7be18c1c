"""Readers' own pictures, kept alike by both stores."""

from __future__ import annotations

import os
from pathlib import Path

from tests.runs.conftest import Bench, FolderBench
from webapp.runs.hosted.link import Link
from webapp.runs.hosted.pictures import KeyPictures
from webapp.runs.pictures import KEEP_S, MOST


def digest(k: int) -> str:
    return f"{k:064x}"


def test_a_picture_is_its_persons_alone(bench: Bench) -> None:
    pictures = bench.lab.pictures
    pictures.save("ann", digest(1), b"\x89PNG\0\xff")
    assert pictures.load("ann", digest(1)) == b"\x89PNG\0\xff"
    assert pictures.load("bob", digest(1)) is None
    assert pictures.load("ann", digest(2)) is None


def test_every_web_machine_finds_it(bench: Bench) -> None:
    bench.lab.pictures.save("ann", digest(1), b"png")
    other = bench.open()
    assert other.pictures.load("ann", digest(1)) == b"png"
    if isinstance(other.pictures, KeyPictures):  # and the server forgets it by itself
        link = Link(bench.settings.run_store)
        assert 0 < link.ask("TTL", f"lab:picture:ann:{digest(1)}") <= KEEP_S
        link.close()
    other.close()


def test_the_oldest_of_many_goes(bench: Bench) -> None:
    pictures = bench.lab.pictures
    for k in range(MOST + 5):
        pictures.save("ann", digest(k), b"%d" % k)
        if not bench.settings.run_store:  # by age, and all are of this second
            os.utime(bench.settings.folder / "images/ann" / f"{digest(k)}.png", (2e9 + k,) * 2)
    assert pictures.load("ann", digest(MOST + 4)) == b"%d" % (MOST + 4)
    left = [k for k in range(MOST + 5) if pictures.load("ann", digest(k)) is not None]
    assert left == list(range(5, MOST + 5))


def test_a_picture_kept_again_is_the_newest(bench: Bench) -> None:
    pictures = bench.lab.pictures
    for _ in range(3 * MOST):
        pictures.save("ann", digest(1), b"same")
    pictures.save("ann", digest(2), b"new")
    assert [pictures.load("ann", digest(k)) for k in (1, 2)] == [b"same", b"new"]


def test_a_day_later_it_is_gone(folder_bench: FolderBench) -> None:
    pictures, home = folder_bench.lab.pictures, folder_bench.settings.folder / "images"
    pictures.save("ann", digest(1), b"png")
    (path,) = (home / "ann").iterdir()
    os.utime(path, (path.stat().st_mtime - KEEP_S - 1,) * 2)
    assert pictures.load("ann", digest(1)) is None
    pictures.tidy()
    assert list(Path(home).iterdir()) == []
