"""Runs of one kind on a card: one set of kernels steps them, each has its own events."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import engine.gpu.gangs
from engine.backend import CPU, Device
from engine.gpu.machine import Opener
from engine.gpu.processor import Processor
from tests.runs.conftest import Bench, drive, step_of
from webapp.runs.lab import open_lab
from webapp.trainer.trainer import Trainer

CARD = Device("gpu", "NumPy as a card")
SMALL = {"layers": "dense", "data": "sample", "batch": "50", "epochs": "1", "shards": "1"}


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
