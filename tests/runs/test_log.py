"""The event log: ids that are offsets, torn frames, one writer at a time."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from engine.events import Done, Failed, Metrics, State
from tests.runs.conftest import FRAME
from webapp.runs.frames import encode
from webapp.runs.log import FileLog
from webapp.runs.run import Lease, LeaseLost, Run

RUN = Run("r", "fake", {}, "", "ann", "running", 0, None, 0.0, False, 0, 1, "")
LEASE = Lease(RUN, "t1", 1)


@pytest.fixture
def log(tmp_path: Path) -> FileLog:
    made = FileLog(tmp_path, lambda lease: lease.epoch == 1)
    made.create("r")
    return made


def test_an_id_is_the_offset_at_which_its_frame_ends() -> None:
    for start in (0, 7, 88, 990, 99_990, 12_345_678):
        data = encode([Metrics(n, {"loss": n / 7}) for n in range(40)], start)
        at = start
        for found in FRAME.finditer(data.decode()):
            at += len(found.group(0))
            assert int(found.group(1)) == at
        assert at == start + len(data)


def test_reading_goes_on_where_an_id_ended(log: FileLog) -> None:
    log.append(LEASE, [State("running"), Metrics(1, {"loss": 0.5})])
    size = log.append(LEASE, [Metrics(2, {"loss": float("nan")})])
    whole, end = log.read("r", 0)
    assert end == size == log.size("r")
    for found in FRAME.finditer(whole.decode()):
        rest, at = log.read("r", int(found.group(1)))
        assert whole.endswith(rest)
        assert at == size
    assert b'"loss":null' in whole


def test_reading_returns_whole_frames_only(log: FileLog) -> None:
    size = log.append(LEASE, [State("running")])
    with log.path("r").open("ab") as file:
        file.write(b"id: 99\nevent: metrics\nda")
    assert log.read("r", 0)[1] == size == log.size("r")
    assert log.read("r", size) == (b"", size)
    after = log.append(LEASE, [State("paused")])
    assert log.path("r").stat().st_size == after
    assert len(FRAME.findall(log.path("r").read_text())) == 2


@pytest.mark.parametrize("after", [-1, 1, 5, 10_000])
def test_an_offset_inside_a_frame_is_refused(log: FileLog, after: int) -> None:
    log.append(LEASE, [State("running")])
    with pytest.raises(ValueError, match="expected an offset at which a frame ends"):
        log.read("r", after)


def test_a_log_that_is_not_there_is_empty(log: FileLog) -> None:
    assert log.read("nobody", 0) == (b"", 0)
    assert log.size("nobody") == 0
    assert not log.ended("nobody", 0)


@pytest.mark.parametrize("last", [Done("stopped"), Failed("error")])
def test_ended_says_whether_the_last_word_was_read(log: FileLog, last: Done | Failed) -> None:
    middle = log.append(LEASE, [State("running"), Metrics(1, {"loss": 1.0})])
    assert not log.ended("r", middle)
    end = log.append(LEASE, [State("done"), last])
    assert log.ended("r", end)
    assert not log.ended("r", middle)


def test_a_lost_lease_writes_nothing(log: FileLog) -> None:
    with pytest.raises(LeaseLost):
        log.append(Lease(RUN, "t1", 2), [State("running")])
    assert log.path("r").stat().st_size == 0


def test_a_deleted_run_is_a_lost_lease(log: FileLog) -> None:
    log.path("r").unlink()
    with pytest.raises(LeaseLost):
        log.append(LEASE, [State("running")])
    assert not log.path("r").exists()


def test_a_full_disk_leaves_the_log_as_it_was(
    log: FileLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = log.append(LEASE, [State("running")])
    real = os.pwrite

    def half(fd: int, data: bytes, at: int) -> int:
        if len(data) < 10:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(fd, data[: len(data) // 2], at)

    monkeypatch.setattr(os, "pwrite", half)
    with pytest.raises(OSError, match="No space"):
        log.append(LEASE, [Metrics(1, {"loss": 1.0})])
    monkeypatch.undo()
    assert log.path("r").stat().st_size == size
    assert log.append(LEASE, [State("paused")]) > size


def test_writers_take_turns(log: FileLog) -> None:
    def write(name: str) -> None:
        for n in range(50):
            log.append(LEASE, [Metrics(n, {name: float(n)})])

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    text, at = log.path("r").read_text(), 0
    for found in FRAME.finditer(text):
        at += len(found.group(0))
        assert int(found.group(1)) == at
    assert text.count("event: metrics") == 150
    assert at == len(text)
