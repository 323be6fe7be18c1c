"""What `make bench-gpu` says of tests, of parts that end badly, and of what a machine lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.gpu import __main__ as bench
from benchmarks.gpu import finding, kernels, plans
from tests.gpu.test_bench_gpu import CARD

SLOW_TESTS = """
import time
def test_first(): pass
def test_second(): assert False
def test_third(): time.sleep(60)
"""


def test_tests_that_are_stopped_are_counted_so_far(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "test_slow.py").write_text(SLOW_TESTS)
    asked = ("-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path / "test_slow.py"))
    monkeypatch.setattr(kernels, "PYTEST", asked)
    monkeypatch.setattr(kernels, "ROOT", tmp_path)
    monkeypatch.setattr(kernels, "seconds_left", lambda: 5.0)
    assert kernels.main() == 0
    said = bench.figures_in(capsys.readouterr().out)
    assert said == {"tests": "FAILED: 1 passed, 1 failed, no time for the others"}
    assert kernels.told("..F\n1 failed, 2 passed in 2s", False) == "FAILED: 1 failed, 2 passed"
    assert kernels.told("....\n4 passed in 2s", over=False) == "4 passed"
    assert kernels.told("no tests ran", over=False) == ""


@pytest.mark.parametrize(
    ("figures", "status"),
    [
        ({"tests": "12 passed", "torch_vgg": "PyTorch with CUDA is not installed here"}, 0),
        ({"tests": "FAILED: 1 failed, 3 passed"}, 1),
        ({"vgg": "1,000 images/s; then failed: lost"}, 1),
        ({"vgg": "stopped after 9 s"}, 1),
        ({"vgg": "no time was left"}, 1),
    ],
)
def test_it_ends_with_0_only_if_every_part_did_well(
    figures: dict[str, str], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "look", lambda: CARD)
    monkeypatch.setattr(bench, "measure", lambda *asked, **more: figures)
    assert bench.main([]) == status


def test_parts_that_are_asked_for_are_told_one_by_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever ends it before the last part has what the first ones said."""
    monkeypatch.setattr(bench, "tried", lambda part, python, seconds: {part.rows[0]: "4 s"})
    bench.measure(["cold", "gang"], CARD, keep=False)
    assert capsys.readouterr().out == '{"cold": "4 s"}\n{"gang": "4 s"}\n'


def test_a_card_without_cudnn_is_described_so(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"import cupy": "", finding.CARD: 'a greeting\n{"name": "Fake"}'}
    monkeypatch.setattr(finding, "_asked", lambda python, code: said.get(code))
    found = finding.look()
    assert found.card == {"name": "Fake"}
    assert (found.torch, found.libraries) == (None, ("no cuDNN frontend",))


def test_without_cudnn_there_is_no_plan_and_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    plans.tell([])
    (said,) = bench.figures_in(capsys.readouterr().out).values()
    assert said == "none: without cuDNN convolutions are products of matrices"
    assert not bench.BROKEN.search(said)
    plans.tell([("convolve (8, 8)", "plan 3")])
    told = bench.figures_in(capsys.readouterr().out)
    assert told == {
        "plan:convolve (8, 8)": "plan 3",
        "plans": "1 operations of the preset speedrun",
    }
