"""A store that has no room left refuses with a sentence; nothing ends for it, nothing is lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import redis
import rq

from tests.broker import Broker
from tests.runs.conftest import Bench, drive, goes_on
from webapp.runs import Refused
from webapp.runs.hosted.launch import queue_of
from webapp.runs.hosted.link import Link
from webapp.runs.hosted.secret import adopt_secret
from webapp.settings import Settings
from webapp.trainer.opening import checkpoint_of
from webapp.trainer.stable import Stable

LEASE_S = 0.5


@pytest.fixture
def hosted(tmp_path: Path, broker: Broker) -> Bench:
    return Bench(tmp_path / "data", run_store=broker.url, lease_seconds=LEASE_S)


@pytest.fixture
def full(broker: Broker) -> Callable[[bool], None]:
    """Lets the server take nothing more, or everything again."""
    client = broker.client()
    return lambda full: client.config_set("maxmemory", "1mb" if full else "0")


Full = Callable[[bool], None]


def test_a_run_pauses_and_says_why_when_there_is_room(
    hosted: Bench, full: Full, caplog: pytest.LogCaptureFixture
) -> None:
    id = hosted.run(delay=1)
    trainer = hosted.trainer()
    drive(trainer, lambda: hosted.names(id).count("metrics") > 2)
    full(True)
    drive(trainer, lambda: trainer.held[0].state == "stalled")
    assert "the store of runs is full" in caplog.text
    before = hosted.lab.log.size(id)
    end = time.monotonic() + 3 * LEASE_S
    drive(trainer, lambda: time.monotonic() > end)
    assert hosted.lab.log.size(id) == before
    full(False)
    goes_on(hosted, trainer, id, "store_full")
    assert hosted.names(id).count("start") == 1  # nobody took the run away meanwhile


def test_what_could_not_be_sent_then_does_not_pause_it_again(hosted: Bench, full: Full) -> None:
    id = hosted.run(delay=1)
    trainer = hosted.trainer()
    drive(trainer, lambda: hosted.names(id).count("metrics") > 2)
    full(True)
    drive(trainer, lambda: trainer.held[0].state == "stalled")
    held = trainer.held[0]
    made = checkpoint_of(held.opened, held.lease.run, held.params)
    assert held.keeper._courier is not None
    held.keeper._courier.send(held.recorder.packed(*made))  # refused on its way
    drive(trainer, lambda: held.keeper._courier is not None and not held.keeper._courier.busy)
    full(False)
    drive(trainer, lambda: hosted.state(id) == "paused")
    hosted.lab.store.command(id, "resume")
    drive(trainer, lambda: hosted.state(id) == "running")
    end = time.monotonic() + 0.5
    drive(trainer, lambda: time.monotonic() > end)
    assert hosted.state(id) == "running"
    assert hosted.names(id).count("note") == 1


def test_what_would_be_written_is_refused_with_a_sentence(hosted: Bench, full: Full) -> None:
    id, lab = hosted.run(), hosted.lab
    full(True)
    for act in (
        lambda: hosted.run(),
        lambda: lab.store.command(id, "pause"),
        lambda: lab.store.rename(id, "a title"),
        lambda: lab.store.watched([id]),
        lambda: lab.links.keep("a" * 12, b"{}"),
        lambda: lab.pictures.save("ann", "a" * 40, b"png"),
    ):
        with pytest.raises(Refused, match="the store of runs is full") as refused:
            act()
        assert (refused.value.code, refused.value.retry_after) == ("full", 60)
    assert lab.store.counts() == {"queued": 1}
    full(False)
    assert hosted.state(hosted.run()) == "queued"


def test_what_is_there_can_be_read_and_deleted(hosted: Bench, full: Full) -> None:
    id, lab = hosted.run(), hosted.lab
    lab.links.keep("a" * 12, b"{}")
    full(True)
    assert lab.links.find("a" * 12) == b"{}"
    lab.store.delete(id)
    assert lab.store.get(id) is None
    assert lab.store.counts() == {}


def test_leases_are_renewed_all_the_same(hosted: Bench, full: Full) -> None:
    id = hosted.run()
    assert hosted.lab.leases.claim("t1") is not None
    full(True)
    end = time.monotonic() + 3 * LEASE_S
    while time.monotonic() < end:
        hosted.lab.leases.beat("t1")
        time.sleep(LEASE_S / 8)
    assert hosted.lab.oversight.free_silent() == []  # it would count as a death
    assert hosted.state(id) == "running"


def test_the_runs_of_the_dead_wait_and_are_launched_when_there_is_room(
    hosted: Bench, full: Full
) -> None:
    ids = [hosted.run("ann"), hosted.run("bob")]
    assert [hosted.lab.leases.claim("t1") is not None for _ in ids] == [True, True]
    link = Link(hosted.settings.run_store)
    jobs = queue_of(link)
    jobs.empty()
    full(True)
    assert sorted(hosted.lab.oversight.free("t1")) == sorted(ids)
    assert jobs.is_empty()
    full(False)
    hosted.lab.oversight.free_silent()
    assert not jobs.is_empty()
    link.close()


def test_a_worker_of_the_queue_outlives_it(hosted: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: rq.Worker, *running: object) -> None:
        raise redis.exceptions.OutOfMemoryError("command not allowed")

    monkeypatch.setattr(rq.Worker, "maintain_heartbeats", refuse)
    stable = Stable.__new__(Stable)
    stable.link = Link(hosted.settings.run_store)
    stable.maintain_heartbeats()  # its horse would end with it
    stable.link.close()


def test_a_server_that_cannot_write_its_file_is_full(
    hosted: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(self: Link, name: str, keys: tuple[str, ...], args: tuple[object, ...]) -> object:
        raise redis.ResponseError("MISCONF Errors writing to the AOF file: No space left on device")

    monkeypatch.setattr(Link, "_run", run)
    with pytest.raises(Refused, match="the store of runs is full"):
        hosted.run()


def test_another_web_machine_starts_beside_a_full_store(
    hosted: Bench, full: Full, tmp_path: Path
) -> None:
    hosted.settings.folder.mkdir()
    adopt_secret(hosted.settings)
    full(True)
    other = Settings(data_dir=str(tmp_path / "other"), run_store=hosted.settings.run_store)
    other.folder.mkdir()
    adopt_secret(other)
    secrets = [(s.folder / "secret").read_bytes() for s in (hosted.settings, other)]
    assert secrets[0] == secrets[1]
