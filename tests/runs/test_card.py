"""Runs of one kind on a card: one set of kernels steps them, each has its own events."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

import engine.gpu.gangs
from engine.backend import CPU, Device
from engine.gpu.cuda import FIRST, USUAL
from engine.gpu.machine import Opener
from engine.gpu.processor import Processor
from tests.gpu.fake_cupy import FakeCupy
from tests.runs.conftest import Bench, drive, step_of
from webapp.runs.interface import Terms
from webapp.runs.lab import open_lab
from webapp.trainer.trainer import Trainer

CARD = Device("gpu", "NumPy as a card")
SMALL = {"layers": "dense", "data": "sample", "batch": "50", "epochs": "1", "shards": "1"}
FEW = {"batch": "4", "layers": "globalpool;dense"}  # images, where kernels run on the processor


@pytest.fixture
def plays(sample: object, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One number for every play of the card, which is NumPy playing the step."""
    found: list[int] = []

    class Counting(Processor):
        def play(self) -> Callable[[], None]:
            found.append(1)
            return super().play()

    monkeypatch.setattr(engine.gpu.gangs, "opener_of", lambda device: Opener(Counting))
    return found


def submit(bench: Bench, seed: int, owner: str, **more: str) -> str:
    asked = {**SMALL, "seed": str(seed), **more}
    return bench.lab.store.submit(owner, "cifar10", asked).id


def trained(bench: Bench, device: Device, runs: list[str], steps: int) -> None:
    trainer = Trainer(open_lab(bench.settings), "t1", device)
    drive(trainer, lambda: all(step_of(bench, id) >= steps for id in runs), 30)
    trainer.run(idle=0)


def test_runs_of_one_kind_share_the_card(
    make_bench: Callable[..., Bench], plays: list[int]
) -> None:
    bench = make_bench(held_per_trainer=8, live_per_person=8)
    runs = [submit(bench, seed, f"p{seed}") for seed in range(4)]
    trained(bench, CARD, runs, 30)
    steps = [max(bench.losses(id)) for id in runs]
    assert len(plays) < 2 * max(steps) < sum(steps)  # four after one another would be their sum
    assert max(steps) - min(steps) <= 12


def test_each_has_the_figures_of_a_processor(
    make_bench: Callable[..., Bench], plays: list[int]
) -> None:
    bench = make_bench(held_per_trainer=8, live_per_person=8)
    card = [submit(bench, seed, f"p{seed}", lr=f"{0.001 * (1 + seed)}") for seed in range(2)]
    trained(bench, CARD, card, 12)
    host = [submit(bench, seed, f"q{seed}", lr=f"{0.001 * (1 + seed)}") for seed in range(2)]
    trained(bench, CPU, host, 12)
    for one, other in zip(card, host, strict=True):
        here, there = bench.losses(one), bench.losses(other)
        assert all(here[t] == pytest.approx(there[t], rel=1e-3) for t in range(1, 13))


@pytest.fixture
def card(sample: object, monkeypatch: pytest.MonkeyPatch) -> FakeCupy:
    """A card of 4 GiB that does nothing before it is waited for."""
    card = FakeCupy(4 << 30)
    monkeypatch.setitem(sys.modules, "cupy", card)
    monkeypatch.setattr(engine.gpu.gangs, "_gangs", {})
    return card


def presented(bench: Bench) -> str:
    terms = Terms(first=True)
    return bench.lab.store.submit(
        "teacher", "cifar10", {**SMALL, **FEW, "seed": "9"}, terms=terms
    ).id


def streams(trainer: Trainer, *runs: str) -> list[object]:
    sessions = {held.lease.run.id: held.opened.session for held in trainer.held}
    return [sessions[id].gang.runs.machine.stream for id in runs]  # type: ignore[attr-defined]


def test_the_presenters_run_has_a_stream_of_high_priority(
    make_folder_bench: Callable[..., Bench], card: FakeCupy
) -> None:
    bench = make_folder_bench(held_per_trainer=8, live_per_person=8)
    ann, bob, first = (
        submit(bench, 1, "ann", **FEW),
        submit(bench, 2, "bob", **FEW),
        presented(bench),
    )
    trainer = Trainer(open_lab(bench.settings), "t1", CARD)
    drive(trainer, lambda: all(step_of(bench, id) >= 2 for id in (ann, bob, first)), 30)
    mine, hers, his = streams(trainer, first, ann, bob)
    assert hers is his
    assert (mine.priority, hers.priority) == (FIRST, USUAL)  # type: ignore[attr-defined]
    assert FIRST < USUAL == 0
    assert mine.non_blocking  # type: ignore[attr-defined]
    assert hers.non_blocking  # type: ignore[attr-defined]
    trainer.run(idle=0)
    assert card.free == card.total  # a gang of its own gives its memory back like any other


def test_a_presenters_gang_too_has_to_find_its_memory(
    make_folder_bench: Callable[..., Bench], card: FakeCupy
) -> None:
    bench = make_folder_bench(held_per_trainer=8, live_per_person=8)
    ann, trainer = submit(bench, 1, "ann", **FEW), Trainer(open_lab(bench.settings), "t1", CARD)
    drive(trainer, lambda: step_of(bench, ann) >= 2, 30)
    card.free = 1000
    first = presented(bench)
    drive(trainer, lambda: bench.state(first) == "failed", 30)
    (failed,) = [data for name, data in bench.events(first) if name == "failed"]
    assert failed["code"] == "device_memory"
    before = step_of(bench, ann)
    drive(trainer, lambda: step_of(bench, ann) > before, 30)
    trainer.run(idle=0)
