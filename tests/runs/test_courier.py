"""A checkpoint on a slow way to the store does not hold training up, and is never half there."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.broker import Broker
from tests.runs.conftest import Bench, drive, last_step, saved_step
from webapp.runs.hosted.link import Link
from webapp.runs.run import LeaseLost
from webapp.trainer import keeper, pictures
from webapp.trainer.courier import Courier
from webapp.trainer.leaving import leave


class Way:
    """What couriers send stops in the middle while the gate is shut; answers are noted."""

    def __init__(self) -> None:
        self.gate, self.begun, self.said = threading.Event(), threading.Event(), list[str]()

    def call(self, link: Link, name: str, *args: Any, **more: Any) -> Any:
        carried = threading.current_thread().name == "courier"
        if carried and name == "put" and not self.gate.is_set():
            self.begun.set()  # all pieces are there, the value is not
            self.gate.wait(20)
        answer = CALL(link, name, *args, **more)
        if carried:
            self.said.append(f"{name} {answer}")
        return answer


CALL = Link.call


@pytest.fixture
def way(monkeypatch: pytest.MonkeyPatch) -> Iterator[Way]:
    way = Way()
    monkeypatch.setattr(Link, "call", lambda link, *args, **more: way.call(link, *args, **more))
    monkeypatch.setattr(keeper, "SAVE_EVERY", 0.1)
    yield way
    way.gate.set()  # couriers of this process go one at a time: one that waits holds up all


@pytest.fixture
def hosted(tmp_path: Path, broker: Broker) -> Bench:
    return Bench(tmp_path / "data", run_store=broker.url)


def test_training_goes_on_while_a_checkpoint_is_on_its_way(hosted: Bench, way: Way) -> None:
    id, trainer = hosted.run(delay=1), hosted.trainer()
    drive(trainer, way.begun.is_set)
    step = last_step(hosted, id)
    drive(trainer, lambda: last_step(hosted, id) > step + 100)
    assert saved_step(hosted, id) == -1
    way.gate.set()
    drive(trainer, lambda: saved_step(hosted, id) > step)  # a newer one has followed
    hosted.lab.store.command(id, "stop")
    drive(trainer, lambda: hosted.state(id) == "stopped")
    assert saved_step(hosted, id) == last_step(hosted, id)
    assert sorted(hosted.losses(id)) == list(range(1, last_step(hosted, id) + 1))


@pytest.mark.parametrize("again", [False, True])
def test_a_trainer_that_dies_meanwhile_leaves_nothing_by_halves(
    hosted: Bench, way: Way, again: bool
) -> None:
    id, first = hosted.run(delay=1, steps=400), hosted.trainer("t1")
    if again:  # there is an older checkpoint, and it must stay
        way.gate.set()
        drive(first, lambda: saved_step(hosted, id) > 0)
        way.gate.clear()
    drive(first, way.begun.is_set)
    before, known = saved_step(hosted, id), last_step(hosted, id)
    assert hosted.lab.oversight.free("t1") == [id]  # it is dead, its machine still sends
    second = hosted.trainer("t2")
    drive(second, lambda: hosted.names(id).count("start") == 2)
    begun = [data["step"] for name, data in hosted.events(id) if name == "start"]
    assert begun == [0, max(before, 0)]
    assert known >= begun[1]
    way.gate.set()
    drive(second, lambda: hosted.state(id) == "done")
    assert "put -1" in way.said  # what the dead one sent last was refused
    assert saved_step(hosted, id) == 400
    assert sorted(hosted.losses(id)) == list(range(1, 401))


def test_a_run_is_given_away_with_all_it_did(hosted: Bench, way: Way) -> None:
    id, trainer = hosted.run(delay=1), hosted.trainer()
    drive(trainer, way.begun.is_set)
    threading.Timer(0.3, way.gate.set).start()
    began = time.monotonic()
    leave(trainer.held[0])
    assert time.monotonic() - began >= 0.2
    assert hosted.state(id) == "queued"
    assert saved_step(hosted, id) == last_step(hosted, id)


def wait_for(holds: Callable[[], object]) -> None:
    end = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_of_those_that_wait_the_newest_goes() -> None:
    courier, gate, sent = Courier(), threading.Event(), list[int]()

    def send(number: int) -> Callable[[], None]:
        def act() -> None:
            gate.wait(5)
            sent.append(number)

        return act

    courier.send(send(0))
    wait_for(lambda: courier._next is None)
    for number in range(1, 5):
        courier.send(send(number))
    assert courier.busy
    assert not courier.arrived()
    gate.set()
    assert courier.flush()
    assert sent == [0, 4]
    assert (courier.busy, courier.arrived()) == (False, False)


def test_what_went_wrong_is_raised_once_and_the_next_goes() -> None:
    courier = Courier()

    def lost() -> None:
        raise LeaseLost("r")

    courier.send(lost)
    with pytest.raises(LeaseLost):
        courier.flush()
    courier.send(lambda: None)
    assert courier.flush()


def test_nor_do_pictures(hosted: Bench, way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "LINK_SHARE", 0)
    monkeypatch.setattr(keeper, "SAVE_EVERY", 1e9)

    def announced() -> list[int]:
        frames = [data for name, data in hosted.events(id) if name == "frame"]
        return [frame["step"] for frame in frames if frame["name"] == "keyframe"]

    id, trainer = hosted.run(delay=1), hosted.trainer()
    drive(trainer, way.begun.is_set)
    before, step = announced(), last_step(hosted, id)
    drive(trainer, lambda: last_step(hosted, id) > step + 50)
    assert announced() == before == hosted.lab.files.steps(id)[0]
    way.gate.set()
    drive(trainer, lambda: len(announced()) > len(before) + 3)
    hosted.lab.store.command(id, "stop")
    drive(trainer, lambda: hosted.state(id) == "stopped")
    kept, latest = hosted.lab.files.steps(id)
    assert latest == last_step(hosted, id) == announced()[-1]
    assert set(kept) <= set(announced())
    for step in kept:
        assert hosted.lab.files.load_keyframe(id, step)
