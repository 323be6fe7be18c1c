"""A full disk pauses what it must; the trainer survives, and goes on when there is room."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from tests.runs.conftest import FolderBench, drive, goes_on
from webapp.runs import Refused
from webapp.runs import arrays as files


@pytest.fixture
def bench(folder_bench: FolderBench) -> FolderBench:
    return folder_bench


class FullDisk:
    """While `full`, neither logs nor files take another byte."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = False
        real_write, real_replacing = os.pwrite, files._replacing

        def pwrite(fd: int, data: bytes, at: int) -> int:
            self.refuse()
            return real_write(fd, data, at)

        def replacing(path: Path) -> Any:
            self.refuse()
            return real_replacing(path)

        monkeypatch.setattr(os, "pwrite", pwrite)
        monkeypatch.setattr(files, "_replacing", replacing)

    def refuse(self) -> None:
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> FullDisk:
    return FullDisk(monkeypatch)


def test_a_run_pauses_and_says_why_when_there_is_room(
    bench: FolderBench, disk: FullDisk, caplog: pytest.LogCaptureFixture
) -> None:
    id = bench.run(delay=1)
    trainer = bench.trainer()
    drive(trainer, lambda: bench.names(id).count("metrics") > 2)
    disk.full = True
    drive(trainer, lambda: trainer.held[0].state == "stalled")
    assert "pausing" in caplog.text
    size = bench.lab.log.size(id)
    for _ in range(30):
        trainer.once()
    assert bench.parts.log.path(id).stat().st_size == size
    disk.full = False
    goes_on(bench, trainer, id, "disk_full")


def test_other_runs_are_refused_with_a_sentence(bench: FolderBench, disk: FullDisk) -> None:
    disk.full = True
    with pytest.raises(Refused, match="the disk of the server is full") as refused:
        bench.run()
    assert refused.value.code == "full"
    assert list(bench.parts.runs.iterdir()) == []
    assert bench.lab.store.counts() == {}
    disk.full = False
    assert bench.state(bench.run()) == "queued"


def test_a_failure_on_a_full_disk_is_told_later(
    bench: FolderBench, disk: FullDisk, caplog: pytest.LogCaptureFixture
) -> None:
    id = bench.run(fault="raise", fault_at=50, delay=1)
    trainer = bench.trainer()
    drive(trainer, lambda: trainer.held and trainer.held[0].step >= 1)
    trainer.held[0].opened.session.advance = _raise  # type: ignore[method-assign]
    disk.full = True
    drive(trainer, lambda: trainer.held[0].state == "stalled")
    disk.full = False
    drive(trainer, lambda: bench.state(id) == "failed")
    assert bench.events(id)[-1] == ("failed", {"code": "error"})
    assert "asked to fail" in caplog.text


def _raise() -> Any:
    raise RuntimeError("asked to fail")
