"""A lost card that answers again is used again, by a new trainer process."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.backend import CPU, Device
from tests.fake_card import FakeCard, compile_library
from tests.runs.conftest import Bench, drive
from webapp.trainer import returning
from webapp.trainer.returning import FILE, FIRST_S, HOLDS, LONGEST_S, Returning

CARD = Device("gpu", "Fake Card")


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeCard:
    """A sound one, which the real probe asks in a process of its own."""
    (tmp_path / "driver").mkdir()
    library = compile_library(tmp_path / "driver")
    return FakeCard(tmp_path / "packages", library, monkeypatch)


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def answer(asked: Returning, clock: Clock) -> bool:
    """What is heard of a probe that has been sent."""
    assert not asked.back(), "nobody waits for an answer"
    process = asked._asked
    assert process is not None
    process.wait(30)
    assert not asked.back(), "it is not looked for all the time"
    clock.now += returning.LOOK_S
    return asked.back()


def test_it_is_asked_after_a_minute_and_ever_more_seldom(card: FakeCard, tmp_path: Path) -> None:
    clock = Clock()
    asked = Returning("gpu", CARD, tmp_path, clock)
    clock.now += 1e6
    assert not asked.back()
    assert asked.lost() is CPU
    card.says(ran="", init=0)
    pause = FIRST_S
    for _ in range(2):
        clock.now += pause - 1
        assert not asked.back()
        assert asked._asked is None
        clock.now += 1
        asked.lost()  # of another run: the pause does not begin anew
        assert not answer(asked, clock)
        pause *= 2
    asked._pause = LONGEST_S
    clock.now += pause
    card.says(hang="crash")
    assert not answer(asked, clock)
    assert asked._pause == LONGEST_S
    clock.now += LONGEST_S
    card.says(hang=0, ran=14)
    assert answer(asked, clock)


def test_a_card_that_is_soon_lost_again_rests_longer(card: FakeCard, tmp_path: Path) -> None:
    clock, pause = Clock(), FIRST_S
    for _ in range(3):  # trainers, one after another
        asked = Returning("gpu", CARD, tmp_path, clock)
        asked.lost()
        clock.now += pause - 1
        assert not asked.back()
        assert asked._asked is None
        clock.now += 1
        assert answer(asked, clock)
        pause *= 2
    long_ago = time.time() - HOLDS * pause - 1
    os.utime(tmp_path / FILE, (long_ago, long_ago))
    asked = Returning("gpu", CPU, tmp_path, clock)
    clock.now += FIRST_S
    assert answer(asked, clock)


def test_a_probe_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(returning, "PROBE", (sys.executable, "-c", "import time; time.sleep(99)"))
    clock = Clock()
    asked = Returning("gpu", CPU, tmp_path, clock)  # was not there at the start
    clock.now += FIRST_S
    assert not asked.back()
    process = asked._asked
    assert process is not None
    clock.now += returning.PATIENCE_S + 1
    assert not asked.back()
    assert process.returncode == -9
    assert asked._asked is None


def test_a_trainer_on_a_cpu_by_choice_asks_nobody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(returning, "PROBE", ("/no/such/program",))
    clock = Clock()
    asked = Returning("cpu", CPU, tmp_path, clock)
    clock.now += 1e9
    assert not asked.back()


def test_runs_go_back_to_a_card_that_answers_again(
    make_bench: Callable[..., Bench], card: FakeCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(returning, "FIRST_S", 0.1)
    monkeypatch.setattr(returning, "LOOK_S", 0.02)
    card.says(ran="")
    bench = make_bench(device="gpu")
    id = bench.run(fault="lost", fault_at=20, delay=5)
    twin = bench.run("bob", delay=5)
    first = bench.trainer(device=CARD)
    drive(first, lambda: first.device is CPU and min(h.step for h in first.held) > 25)
    card.says(ran=14)
    began = time.monotonic()
    first.run()  # ends by itself
    assert not first.stopping
    assert time.monotonic() - began < 30
    assert {bench.state(id), bench.state(twin)} == {"queued"}
    second = bench.trainer("t2", CARD)
    drive(second, lambda: len(second.held) == 2 and all(h.state == "running" for h in second.held))
    devices = [data["device"] for name, data in bench.events(id) if name == "start"]
    assert devices == ["Fake Card", "NumPy", "Fake Card"]
    second.run(idle=0)
