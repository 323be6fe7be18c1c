"""`make bench-gpu` where there is no card, and how it keeps what a part said before its time."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.gpu import __main__ as bench
from benchmarks.gpu import finding, ours, report, speedrun
from benchmarks.gpu.parts import DERIVED, LIMIT_S, PARTS, ROWS, Part
from engine.gpu.machine import Opener
from engine.gpu.processor import Processor

ROOT = Path(__file__).parent.parent.parent
CARD = finding.Found(
    card={
        "name": "NVIDIA H200",
        "memory": 143 * 10**9,
        "level": "9.0",
        "driver": 13000,
        "runtime": 13020,
        "cupy": "14.2.0",
        "python": "3.12.3",
        "numpy": "2.3.4",
    },
    libraries=("PyTorch 2.11.0",),
)


def test_without_a_card_it_says_what_is_missing() -> None:
    before = report_text()
    env = os.environ | {"CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.gpu"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=env,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("make bench-gpu needs a graphics card. CuPy ")
    assert done.stderr.count("\n") == 1
    assert report_text() == before


def report_text() -> str:
    return (ROOT / "benchmarks" / "RESULTS.md").read_text()


def test_every_row_is_in_the_results_measured_or_not() -> None:
    section = report_text().split(f"## {report.TITLE}\n")[1].split("\n## ")[0]
    assert [row.what for row in ROWS.values() if f"| {row.what} |" not in section] == []


def test_the_parts_fill_all_rows_in_less_than_nine_minutes() -> None:
    filled = [row for part in PARTS.values() for row in part.rows]
    assert sorted([*filled, *DERIVED]) == sorted(ROWS)
    assert sum(part.seconds for part in PARTS.values()) <= LIMIT_S < 9 * 60
    modules = [f"benchmarks.gpu.{part.module}" for part in PARTS.values()]
    assert all(importlib.util.find_spec(module) for module in modules)


@pytest.mark.parametrize("runs", [1, 3])
def test_bare_steps_of_one_and_many_runs(runs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "QUEUED", 2)
    steps = ours.Steps("twolayer", 4, runs, Opener(Processor))
    assert steps.rate(0.01) > 0
    assert steps.images == 4 * runs
    losses = steps.runs.records.take(runs - 1)[:, 1]
    assert len(losses) >= 4
    assert ((losses > 1) & (losses < 4)).all()


def test_a_recipe_is_told_with_its_spread() -> None:
    found = [ours.Trained(1.0, 1.1, 0.941), ours.Trained(1.2, 1.3, 0.939)]
    assert speedrun.said(found) == {
        "speedrun": "1.100 s (from 1.000 to 1.200, 2 seeds; 1.200 s with opening the run)",
        "accuracy": "94.00%, sd 0.14%, 1 of 2 seeds at 94 % or more",
    }


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose modules are parts, a table of its own for what they say."""
    (tmp_path / "benchmarks" / "gpu").mkdir(parents=True)
    for folder in ("benchmarks", "benchmarks/gpu"):
        (tmp_path / folder / "__init__.py").touch()
    monkeypatch.setattr(bench, "ROOT", tmp_path)
    monkeypatch.setattr(bench, "LOGS", tmp_path / "logs")
    monkeypatch.setattr(bench, "GRACE_S", 0.1)
    monkeypatch.setattr("benchmarks.results.RESULTS", tmp_path / "RESULTS.md")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    return tmp_path / "benchmarks" / "gpu"


SLOW = """
import subprocess, sys, time
print('{"vgg": "1,000 images/s"}', flush=True)
print("not a figure")
subprocess.run(["sleep", "60"])
"""


def test_what_was_said_in_time_is_kept(parts: Path) -> None:
    (parts / "slow.py").write_text(SLOW)
    part = Part("slow", 9, ("vgg", "gang"))
    assert bench.run(part, sys.executable, 1.5) == {
        "vgg": "1,000 images/s",
        "gang": "stopped after 2 s",
    }


def test_a_part_that_fails_says_why_in_its_row(parts: Path) -> None:
    (parts / "bad.py").write_text("raise SystemExit('no set | here')")
    part = Part("bad", 9, ("vgg",))
    assert bench.run(part, sys.executable, 5) == {"vgg": "failed: no set | here"}


def test_the_table_grows_with_every_part(parts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = {"vgg": "3,000 images/s", "plan:conv": "a | 5 us"}
    (parts / "ours.py").write_text(f"import json\nprint(json.dumps({ours}))")
    (parts / "theirs.py").write_text("""print('{"torch_vgg": "2,000 images/s"}')""")
    monkeypatch.setattr(
        bench,
        "PARTS",
        {
            "ours": Part("ours", 5, ("vgg",)),
            "theirs": Part("theirs", 5, ("torch_vgg",), torch=True),
            "absent": Part("absent", 5, ("gang",)),
        },
    )
    without = bench.measure(["ours", "theirs"], CARD)
    assert without["torch_vgg"] == "PyTorch with CUDA is not installed here"
    assert "vgg_ratio" not in without
    table = parts.parent.parent / "RESULTS.md"
    table.unlink()
    bench.measure(["ours"], CARD, keep=False)
    assert not table.exists()
    both = finding.Found(CARD.ours, CARD.ours, CARD.card, libraries=CARD.libraries)
    found = bench.measure(["ours", "theirs", "absent"], both)
    assert found["vgg_ratio"] == "1.50x"
    assert "No module named benchmarks.gpu.absent" in found["gang"]
    written = table.read_text()
    assert "NVIDIA H200, 143 GB, compute capability 9.0; driver for CUDA 13.0" in written
    assert "CUDA 13.2, CuPy 14.2.0; PyTorch 2.11.0" in written
    assert "| ours over PyTorch | 1x | 1.3x | 1.50x |" in written
    assert "| process start to 94 % | 15 s | 5 s | not run: `make bench-gpu` |" in written
    assert "| conv | a / 5 us |" in written


NOISY = """
print('{"vgg": "1,000 images/s"}')
print("{this is no JSON}")
print('{"level": "info"}')
print("[1, 2]")
raise SystemExit("it broke")
"""


def test_what_libraries_print_and_a_part_that_breaks_lose_nothing(
    parts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (parts / "noisy.py").write_text(NOISY)
    (parts / "calm.py").write_text("""print('{"cold": "4 s"}')""")
    monkeypatch.setattr(
        bench,
        "PARTS",
        {
            "noisy": Part("noisy", 5, ("vgg", "gang")),
            "nowhere": Part("nowhere", 5, ("torch_vgg",), torch=True),
            "calm": Part("calm", 5, ("cold",)),
        },
    )
    found = finding.Found(CARD.ours, "/no/such/python", CARD.card)
    assert bench.measure(["noisy", "nowhere", "calm"], found) == {
        "vgg": "1,000 images/s; then failed: it broke",
        "gang": "failed: it broke",
        "torch_vgg": "failed: FileNotFoundError",
        "cold": "4 s",
    }


def test_looking_for_the_card_counts(parts: Path) -> None:
    late = time.monotonic() - LIMIT_S
    assert set(bench.measure(["gang"], CARD, began=late).values()) == {"no time was left"}


def test_the_card_is_described_with_its_driver_and_the_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(finding, "driver_release", lambda: "580.82.07")
    said = finding.described(CARD)
    assert "; driver 580.82.07 for CUDA 13.0, CUDA 13.2, CuPy 14.2.0; PyTorch 2.11.0; " in said
    day = time.strftime("%Y-%m-%d", time.gmtime())
    assert said.endswith(f"; Python 3.12.3, NumPy 2.3.4; {day}")  # of who measured
