"""`python -m engine.data`: what a reader sees on the terminal."""

from __future__ import annotations

import io
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_cifar import Small, archive

from engine.data import __main__ as command
from engine.data.sets import cifar10 as whole
from engine.events import Event, Metrics, Note


@pytest.fixture
def source(small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(whole, "RECIPE", small.recipe())
    return archive(tmp_path / "mine.tar.gz", small.binary())


def test_it_installs_with_a_bar(
    source: Path, sets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["cifar10", "--from", str(source), "--folder", str(sets)]) == 0
    said = capsys.readouterr().err
    assert "Unpacking mine.tar.gz." in said
    assert "[##############################] 100%" in said
    assert said.endswith("cifar10 is installed and verified.\n")
    assert command.main(["--folder", str(sets)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("; installed")
    assert lines[1].endswith("; not here: python -m engine.data sample")


def test_a_refusal_is_one_sentence(
    source: Path, sets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source.write_bytes(b"no archive at all")
    assert command.main(["cifar10", "--from", str(source), "--folder", str(sets)]) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("not installed: expected a whole archive mine.tar.gz, got ")


def test_stopping_says_how_to_go_on(
    source: Path,
    sets: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stopped(*given: object) -> Iterator[Event]:
        yield Note("downloading", {"source": "here"})
        raise KeyboardInterrupt

    monkeypatch.setattr(whole, "install", stopped)
    assert command.main(["cifar10", "--folder", str(sets)]) == 130
    assert "goes on from here" in capsys.readouterr().err


def test_a_terminal_sees_one_line_redrawn() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    bar = command.Bar(out)
    for done in (1e6, 5e7, 1e8):
        bar.show(Metrics(1, {"bytes": done, "total": 1e8}))
    bar.show(Note("installed", {"name": "cifar10"}))
    lines = out.getvalue().split("\r")
    assert lines[1] == "[------------------------------]   1%     1 of 100 MB"
    assert lines[2].startswith("[##############################] 100%")
    assert out.getvalue().count("\n") == 1


def test_the_sample_alone_can_be_made(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["cifar10", "--make"])
    assert ended.value.code == 2
    assert "expected `sample --make`" in capsys.readouterr().err


def test_it_runs_as_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["engine.data"])
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.delitem(sys.modules, "engine.data.__main__")
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("engine.data", run_name="__main__")
    assert ended.value.code == 0
    assert "not here: python -m engine.data cifar10" in capsys.readouterr().out
