"""A data folder of its own for every test, and trainers driven by hand."""

from __future__ import annotations

import gc
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

import tests.fake_demos
from engine.backend import CPU, Device
from tests.broker import Broker
from webapp import memory
from webapp.runs.lab import Lab, lab_of, open_lab, open_parts
from webapp.settings import Settings
from webapp.trainer.trainer import Trainer

assert tests.fake_demos  # imported for its registration
FRAME = re.compile(r"id: (\d+)\nevent: (\w+)\ndata: (.*)\n\n")


@pytest.fixture(scope="session", autouse=True)
def keep_imports() -> Iterator[None]:
    """As a trainer's process does: what it collects between runs is not all of this one's."""
    memory.keep_imports()
    yield
    gc.unfreeze()


class Bench:
    """One store: `lab` is the web side, every trainer has connections of its own."""

    def __init__(self, folder: Path, **changes: Any) -> None:
        self.settings = Settings(data_dir=str(folder), **changes)
        self.lab = self.open()
        self._labs = [self.lab]

    def open(self) -> Lab:
        return open_lab(self.settings)

    def trainer(self, name: str = "t1", device: Device = CPU) -> Trainer:
        lab = open_lab(self.settings)
        self._labs.append(lab)
        return Trainer(lab, name, device)

    def run(self, owner: str = "ann", **params: object) -> str:
        return self.lab.store.submit(owner, "fake", {k: str(v) for k, v in params.items()}).id

    def state(self, id: str) -> str:
        run = self.lab.store.get(id)
        assert run is not None
        return run.state

    def events(self, id: str) -> list[tuple[str, dict[str, Any]]]:
        return [(name, data) for _, name, data in self.frames(id)]

    def frames(self, id: str) -> list[tuple[int, str, dict[str, Any]]]:
        text = self.lab.log.read(id, 0, 1 << 30)[0].decode()
        return [(int(i), name, json.loads(data)) for i, name, data in FRAME.findall(text)]

    def names(self, id: str) -> list[str]:
        return [name for name, _ in self.events(id)]

    def losses(self, id: str) -> dict[int, float]:
        """Loss by step, as a reader joins it from values and rows, later starts winning."""
        found: dict[int, float] = {}
        for name, data in self.events(id):
            if name == "start":
                found = {step: loss for step, loss in found.items() if step <= data["step"]}
            if name == "metrics":
                one = {name: [value] for name, value in data["values"].items()}
                rows = data.get("rows", {"step": [data["step"]], **one})
                pairs = zip(rows["step"], rows.get("loss", []), strict=False)
                found |= {step: loss for step, loss in pairs if loss is not None}
        return found

    def close(self) -> None:
        for lab in self._labs:
            lab.close()


class FolderBench(Bench):
    """The embedded store, whose files and table a test may open."""

    def open(self) -> Lab:
        self.parts = open_parts(self.settings)
        return lab_of(self.parts)


B = TypeVar("B", bound=Bench)


def drive(trainer: Trainer, until: Callable[[], object], seconds: float = 10.0) -> None:
    """Let the trainer work until something holds."""
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "expected it to happen in time"
        trainer.once()


def goes_on(bench: Bench, trainer: Trainer, id: str, why: str) -> None:
    """There is room again: the run pauses and says why; resumed, it has had every step once."""
    drive(trainer, lambda: bench.state(id) == "paused")
    assert ("note", {"key": why, "args": {}}) in bench.events(id)
    steps = sorted(bench.losses(id))
    assert steps == list(range(1, len(steps) + 1))
    bench.lab.store.command(id, "resume")
    drive(trainer, lambda: max(bench.losses(id)) > len(steps) + 5)


def saved_step(bench: Bench, id: str) -> int:
    """The step of the run's checkpoint; -1 while there is none."""
    try:
        return int(bench.lab.files.load(id)[1]["step"])
    except FileNotFoundError:
        return -1


def last_step(bench: Bench, id: str) -> int:
    """The newest step in the run's log; 0 while there is none."""
    return max(bench.losses(id), default=0)


def step_of(bench: Bench, id: str) -> int:
    run = bench.lab.store.get(id)
    assert run is not None
    return run.step


@pytest.fixture(params=["folder", "redis"])
def make_bench(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[..., Bench]]:
    """Benches of either store: what the interface promises holds for both."""
    store = {}
    if request.param == "redis":
        broker: Broker = request.getfixturevalue("session_broker")
        broker.empty()
        store = {"run_store": broker.url}
    yield from _benches(Bench, tmp_path, **store)


@pytest.fixture
def bench(make_bench: Callable[..., Bench]) -> Bench:
    return make_bench()


@pytest.fixture
def make_folder_bench(tmp_path: Path) -> Iterator[Callable[..., FolderBench]]:
    """Benches for what only files can do: tear, fill the disk, be damaged."""
    yield from _benches(FolderBench, tmp_path)


@pytest.fixture
def folder_bench(make_folder_bench: Callable[..., FolderBench]) -> FolderBench:
    return make_folder_bench()


def _benches(kind: type[B], folder: Path, **store: str) -> Iterator[Callable[..., B]]:
    made: list[B] = []

    def make(**changes: Any) -> B:
        made.append(kind(folder / "data", **store, **changes))
        return made[-1]

    yield make
    for bench in made:
        bench.close()
