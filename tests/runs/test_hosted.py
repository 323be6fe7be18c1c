"""What only the hosted store meets: a server that goes away, lost answers, many machines."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import redis

from engine.events import Done, Metrics, State
from tests.broker import Broker
from tests.runs.conftest import FRAME, Bench, drive
from webapp.runs.hosted.link import Link
from webapp.runs.hosted.log import StreamLog
from webapp.runs.run import LeaseLost, Unavailable


@pytest.fixture
def hosted(tmp_path: Path, broker: Broker) -> Bench:
    return Bench(tmp_path / "data", run_store=broker.url, lease_seconds=0.5)


def soon(act: Callable[[], object], seconds: float) -> threading.Thread:
    """Do it on another thread after a while."""
    timer = threading.Timer(seconds, act)
    timer.start()
    return timer


def test_ids_are_the_offsets_of_one_log(hosted: Bench) -> None:
    id = hosted.run()
    lease = hosted.lab.leases.claim("t1")
    assert lease is not None
    for step in range(120):  # through 99, 999 and 9999 bytes: an id counts its own digits
        hosted.lab.log.append(lease, [Metrics(step, {"loss": step / 7}), Metrics(step, {"a": 1.0})])
    whole, end = hosted.lab.log.read(id, 0, 1 << 20)
    at = 0
    for found in FRAME.finditer(whole.decode()):
        at += len(found.group(0))
        assert int(found.group(1)) == at
        rest, position = hosted.lab.log.read(id, at, 1 << 20)
        assert (whole[at:], end) == (rest, position)
    assert at == end == hosted.lab.log.size(id)
    for wrong in (1, end - 1, end + 1):
        with pytest.raises(ValueError, match="expected an offset at which a frame ends"):
            hosted.lab.log.read(id, wrong)


def test_a_reader_at_the_end_is_not_misled_by_growth(
    hosted: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = hosted.run()
    lease = hosted.lab.leases.claim("t1")
    assert lease is not None
    log = hosted.lab.log
    end = log.size(id)
    assert log.read(id, end) == (b"", end)
    size = type(log).size

    def grow(self: StreamLog, run_id: str) -> int:
        monkeypatch.setattr(type(log), "size", size)
        log.append(lease, [State("running")])  # between looking for more and asking for the size
        return size(self, run_id)

    monkeypatch.setattr(type(log), "size", grow)
    data, position = log.read(id, end)
    assert b"running" in data
    assert position == log.size(id)


def test_the_end_is_known(hosted: Bench) -> None:
    id = hosted.run()
    lease = hosted.lab.leases.claim("t1")
    assert lease is not None
    assert not hosted.lab.log.ended(id, hosted.lab.log.size(id))
    size = hosted.lab.log.append(lease, [State("done"), Done("finished")])
    assert hosted.lab.log.ended(id, size)
    assert not hosted.lab.log.ended(id, size - 1)


def test_a_batch_whose_answer_was_lost_is_written_once(
    hosted: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = hosted.run()
    lease = hosted.lab.leases.claim("t1")
    assert lease is not None
    answer = Link._run
    lost = [redis.TimeoutError("the answer was lost")]

    def run(self: Link, name: str, keys: tuple[str, ...], args: tuple[object, ...]) -> object:
        said = answer(self, name, keys, args)
        if name == "append" and lost:
            raise lost.pop()
        return said

    monkeypatch.setattr(Link, "_run", run)
    hosted.lab.log.append(lease, [Metrics(1, {"loss": 0.5})])
    assert not lost
    assert hosted.names(id).count("metrics") == 1


@pytest.mark.parametrize("lost", ["claim", "controls", "read"])
def test_a_run_whose_claim_was_interrupted_is_taken_up(
    hosted: Bench, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    id = hosted.run(steps=5)
    trainer = hosted.trainer()
    answer, lose = Link._run, [redis.ConnectionError("cut off")]

    def run(self: Link, name: str, keys: tuple[str, ...], args: tuple[object, ...]) -> object:
        said = answer(self, name, keys, args)
        if name == lost and said and lose:
            raise lose.pop()
        return said

    monkeypatch.setattr(Link, "_run", run)
    drive(trainer, lambda: not lose)
    drive(trainer, lambda: hosted.state(id) == "done")
    assert sorted(hosted.losses(id)) == [1, 2, 3, 4, 5]


def test_a_server_that_is_started_again_loses_nothing(hosted: Bench, broker: Broker) -> None:
    id = hosted.run(delay=5, steps=150)
    trainer = hosted.trainer()
    drive(trainer, lambda: hosted.names(id).count("metrics") > 3)
    before = hosted.lab.log.read(id, 0, 1 << 20)[0]
    broker.kill()
    with pytest.raises(Unavailable, match=r"refused|file"):
        hosted.lab.store.get(id)
    assert not hosted.lab.store.ready()
    waiting = soon(broker.start, 1.0)  # longer than a lease
    drive(trainer, lambda: not waiting.is_alive())
    drive(trainer, lambda: hosted.state(id) == "done")
    assert hosted.lab.log.read(id, 0, 1 << 20)[0].startswith(before)
    assert sorted(hosted.losses(id)) == list(range(1, 151))
    assert hosted.names(id).count("start") == 1  # nobody took the run away meanwhile


def test_silent_machines_are_freed_but_not_after_an_outage(hosted: Bench, broker: Broker) -> None:
    id = hosted.run()
    lease = hosted.lab.leases.claim("gone")
    assert lease is not None
    assert hosted.lab.oversight.free_silent() == []
    time.sleep(0.6)
    broker.kill()
    with pytest.raises(Unavailable):
        hosted.lab.oversight.free_silent()
    broker.start()
    assert hosted.lab.oversight.free_silent() == []
    time.sleep(1.1)
    assert hosted.lab.oversight.free_silent() == [id]
    with pytest.raises(LeaseLost):
        hosted.lab.log.append(lease, [State("running")])


def test_readers_are_woken_by_other_machines(hosted: Bench, broker: Broker) -> None:
    id, other = hosted.run("ann"), hosted.run("bob")
    lease = hosted.lab.leases.claim("t1")
    assert lease is not None

    async def scene() -> None:
        watcher = hosted.lab.log.watcher()
        woken = asyncio.Event()
        stop = watcher.watch(id, woken.set)
        await asyncio.sleep(0.3)
        for again in range(3):
            woken.clear()
            began = time.monotonic()
            hosted.lab.log.append(lease, [State("running")])
            async with asyncio.timeout(1):
                await woken.wait()
            assert time.monotonic() - began < 0.5  # pushed, not found at the next look
            if again == 1:
                broker.kill()
                broker.start()
                await asyncio.sleep(0.8)
        stop()
        woken.clear()
        hosted.lab.log.append(lease, [State("running")])
        await asyncio.sleep(0.2)
        assert not woken.is_set()
        watcher.close()

    asyncio.run(scene())
    assert hosted.state(other) == "queued"


def test_a_person_whose_runs_are_gone_is_forgotten(hosted: Bench, broker: Broker) -> None:
    ids = [hosted.run(steps=2) for _ in range(2)]
    trainer = hosted.trainer()
    drive(trainer, lambda: [hosted.state(id) for id in ids] == ["done", "done"])
    client = broker.client()
    assert client.hkeys("lab:used") == [b"ann"]
    hosted.lab.store.delete(ids[0])
    assert client.hkeys("lab:used") == [b"ann"]
    hosted.lab.store.delete(ids[1])
    assert client.hkeys("lab:used") == client.keys("lab:of:*") == []
    client.close()
