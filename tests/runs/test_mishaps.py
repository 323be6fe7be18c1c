"""A card that is lost or too small: one run hears of it, and every run goes on or says why not."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from types import ModuleType, SimpleNamespace

import pytest

from engine.backend import (
    CPU,
    Device,
    DeviceLost,
    OutOfDeviceMemory,
    device_error,
    open_device,
)
from tests.fake_demos import FREE, NEEDED, CUDARuntimeError
from tests.runs.conftest import Bench, drive, step_of
from webapp.logs import JsonLines
from webapp.settings import Settings
from webapp.trainer import keeper
from webapp.trainer.device import device_of

CARD = Device("gpu", "Fake Card")


@pytest.fixture
def saved_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """No checkpoint but the one that a test asks for, however long its steps take."""
    monkeypatch.setattr(keeper, "SAVE_EVERY", 1e9)


@pytest.mark.usefixtures("saved_by_hand")
@pytest.mark.parametrize("fault", ["lost", "cupy"])
def test_a_lost_card_lets_the_run_go_on_from_its_checkpoint(
    bench: Bench, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.setFormatter(JsonLines())
    bad = bench.run("ann", fault=fault, fault_at=50, steps=60, delay=4, lr=0.2)
    good, twin = bench.run("bob", steps=60), bench.run("cem", steps=60, delay=1, lr=0.2)
    trainer = bench.trainer(device=CARD)
    drive(trainer, lambda: any(h.lease.run.id == bad and h.step > 5 for h in trainer.held))
    held = next(held for held in trainer.held if held.lease.run.id == bad)
    held.save()
    kept = held.step
    drive(trainer, lambda: all(bench.state(id) == "done" for id in (bad, good, twin)))
    starts = [data for name, data in bench.events(bad) if name == "start"]
    assert [(s["device"], s["step"]) for s in starts] == [("Fake Card", 0), ("NumPy", kept)]
    note = ("note", {"key": "device_lost", "args": {"step": kept, "device": "Fake Card"}})
    assert note in bench.events(bad)
    assert bench.losses(bad) == bench.losses(twin)
    assert bench.events(bad)[-1] == ("done", {"reason": "finished"})
    assert trainer.device is CPU
    said = [json.loads(line) for line in caplog.text.splitlines()]
    assert [s["run"] for s in said] == [bad]
    assert "Traceback" in said[0]["traceback"]
    assert "Traceback" not in str(bench.frames(bad))


def test_a_lost_card_loses_no_steps_that_were_asked_for(bench: Bench) -> None:
    id = bench.run(fault="lost", fault_at=7, delay=1)
    bench.lab.store.command(id, "step", 10)
    drive(bench.trainer(device=CARD), lambda: bench.state(id) == "paused")
    assert step_of(bench, id) == 10


@pytest.mark.usefixtures("saved_by_hand")
def test_a_card_lost_while_a_run_is_saved(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copying weights from the card is where a loss is often met; a paused run stays paused."""
    id = bench.run(delay=1)
    trainer = bench.trainer(device=CARD)
    drive(trainer, lambda: bench.state(id) == "running" and trainer.held[0].step > 3)
    held = trainer.held[0]
    held.save()
    kept = held.step

    def state() -> None:
        raise DeviceLost("asked to")

    monkeypatch.setattr(held.opened.session, "state", state)
    bench.lab.store.command(id, "pause")
    drive(trainer, lambda: held.opened.device is CPU)
    assert bench.state(id) == "paused"
    assert held.state == "paused"
    states = [data["state"] for name, data in bench.events(id) if name == "state"]
    assert states[-1] == "paused"
    bench.lab.store.command(id, "step", 2)
    drive(trainer, lambda: step_of(bench, id) == kept + 2)


def test_a_loss_that_cannot_be_said_leaves_the_run_to_its_next_trainer(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = bench.run(fault="lost", fault_at=30, steps=40, delay=2)
    trainer = bench.trainer(device=CARD)
    drive(trainer, lambda: bool(trainer.held) and trainer.held[0].step > 1)
    log, append = trainer.lab.log, trainer.lab.log.append
    full = [True]

    def refuse(lease: object, events: list[object]) -> int:
        if full[0] and any(getattr(event, "state", "") == "running" for event in events):
            full[0] = False
            raise OSError(28, "No space left on device")
        size: int = append(lease, events)
        return size

    monkeypatch.setattr(log, "append", refuse)
    drive(trainer, lambda: bench.state(id) == "done")
    assert full == [False]
    states = [data["state"] for name, data in bench.events(id) if name == "state"]
    assert states == ["queued", "running", "queued", "running", "done"]


def test_a_demo_that_cannot_use_a_card_says_that_it_is_on_the_cpu(bench: Bench) -> None:
    from tests.fake_demos import FakeDemo

    id = bench.run(steps=5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FakeDemo, "devices", ("cpu",))
        drive(bench.trainer(device=CARD), lambda: bench.state(id) == "done")
    assert [d["device"] for name, d in bench.events(id) if name == "start"] == ["NumPy"]


def test_a_loss_on_the_cpu_is_a_failure(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    id = bench.run(delay=1)
    trainer = bench.trainer(device=CPU)
    drive(trainer, lambda: bool(trainer.held) and trainer.held[0].step > 1)

    def advance() -> None:
        raise DeviceLost("of no card")

    monkeypatch.setattr(trainer.held[0].opened.session, "advance", advance)
    drive(trainer, lambda: bench.state(id) == "failed")
    assert bench.events(id)[-1] == ("failed", {"code": "error"})


@pytest.mark.parametrize("at", [0, 5])
def test_too_little_memory_is_said_in_numbers_with_a_batch_that_fits(bench: Bench, at: int) -> None:
    """At the opening, and in mid-run; the others train on."""
    bad, good = bench.run("ann", fault="small", fault_at=at), bench.run("bob", steps=40)
    trainer = bench.trainer(device=CARD)
    drive(trainer, lambda: bench.state(good) == "done" and bench.state(bad) == "failed")
    name, said = bench.events(bad)[-1]
    assert name == "failed"
    assert said == {"code": "device_memory", "args": {"needed": 8000, "free": 3500, "batch": 64}}
    smaller = bench.run("ann", fault="small", batch=said["args"]["batch"], steps=5)
    drive(trainer, lambda: bench.state(smaller) == "done")


def test_where_no_batch_fits_none_is_proposed(bench: Bench) -> None:
    id = bench.run(fault="small", fault_at=2, batch=16)
    drive(bench.trainer(device=CARD), lambda: bench.state(id) == "failed")
    args = bench.events(id)[-1][1]["args"]
    assert args == {"needed": NEEDED // 10**6, "free": FREE // 10**6}


def foreign(kind: type[BaseException], text: str, status: int | None = None) -> BaseException:
    """An error as CuPy makes it."""
    made = type("Foreign", (kind,), {"__module__": "cupy.cuda.memory", "status": status})
    error: BaseException = made(text)
    return error


def test_what_cupy_raises_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    cupy = ModuleType("cupy")
    runtime = SimpleNamespace(memGetInfo=lambda: (1_000, 9_000))
    cupy.__dict__.update(
        cuda=SimpleNamespace(runtime=runtime),
        get_default_memory_pool=lambda: SimpleNamespace(free_bytes=lambda: 500),
    )
    monkeypatch.setitem(sys.modules, "cupy", cupy)
    said = "Out of memory allocating 2,000 bytes (allocated so far: 7,500 bytes)."
    small = device_error(foreign(MemoryError, said))
    assert isinstance(small, OutOfDeviceMemory)
    assert (small.needed, small.free) == (9_500, 1_500)
    small = device_error(foreign(RuntimeError, "cudaErrorMemoryAllocation", 2))
    assert isinstance(small, OutOfDeviceMemory)
    assert (small.needed, small.free) == (0, 1_500)
    assert isinstance(device_error(CUDARuntimeError("illegal address")), DeviceLost)
    mistake = foreign(RuntimeError, "cudaErrorInvalidValue", 1)
    assert device_error(mistake) is mistake
    ours = MemoryError()
    assert device_error(ours) is ours


def test_a_trainer_that_finds_no_card_trains_on_the_cpu(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert device_of(Settings()) is CPU
    monkeypatch.setitem(sys.modules, "cupy", None)
    with pytest.raises(DeviceLost):
        open_device("gpu")
    assert device_of(Settings(device="gpu")) is CPU
    assert "the graphics card is lost" in caplog.text
    cupy = ModuleType("cupy")
    runtime = SimpleNamespace(getDeviceProperties=lambda number: {"name": b"Fake Card"})
    cupy.__dict__["cuda"] = SimpleNamespace(runtime=runtime)
    monkeypatch.setitem(sys.modules, "cupy", cupy)
    assert device_of(Settings(device="gpu")) == replace(CARD, compute="float16")
