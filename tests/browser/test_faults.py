"""Processes of the server are killed while a page watches: it goes on and counts nothing twice."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing

import psutil
import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import ROOM
from tests.browser.lab import LINEAR, Lab, until
from tests.browser.visitor import Visitor
from tests.server import Server

RUN = {**LINEAR, "speed": "20"}


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of one's own: what is killed here is missed nowhere else."""
    with Server(tmp_path_factory.mktemp("victim"), hosts=ROOM) as running:
        yield running


@pytest.fixture
def reader(chromium: Browser, victim: Server) -> Iterator[Visitor]:
    person = Visitor(chromium, victim, victim.url)
    yield person
    assert person.leave() == []


def family(server: Server, piece: str) -> list[psutil.Process]:
    """Processes of the server with `piece` in their command."""
    found = psutil.Process(server.process.pid).children(recursive=True)
    return [process for process in found if any(piece in word for word in process.cmdline())]


def holder(server: Server, run_id: str) -> psutil.Process:
    """The trainer that has the lease of the run."""
    with closing(sqlite3.connect(server.folder / "lab.db")) as database:
        query = "select pid from worker join run on run.worker = worker.id where run.id = ?"
        (pid,) = database.execute(query, [run_id]).fetchone()
    return psutil.Process(pid)


def whole(lab: Lab) -> list[float]:
    """The steps of the curve, which is every step once."""
    steps = [step for step, _ in lab.curve("loss")]
    assert steps == list(range(1, len(steps) + 1))
    return steps


def test_kill_9_of_the_trainer(reader: Visitor, victim: Server) -> None:
    lab = reader.lab(lang="en", **RUN, **{"v.smooth": 0})
    run_id = lab.run(steps=20)
    checkpoint = victim.folder / "runs" / run_id / "checkpoint.safetensors"
    until(checkpoint.exists, "a checkpoint")
    before = lab.gets_to(lab.step + 20)
    killed = time.monotonic()
    holder(victim, run_id).kill()
    notice = lab.notice("resumed")
    notice.wait_for(timeout=5000)
    at = int(notice.locator("bdi").first.inner_text().replace(",", ""))
    assert 0 < at < before + 20
    until(lambda: lab.step > at, "steps after the start", 5 - (time.monotonic() - killed))
    lab.gets_to(before + 40)
    lab.press("stop")
    lab.reaches("stopped")
    until(lambda: len(whole(lab)) == lab.step == reader.run(run_id)["step"], "the whole curve")
    assert lab.curve("loss") == reader.losses(run_id)


def test_kill_9_of_the_web_workers(reader: Visitor, victim: Server) -> None:
    reader.expected += ["net::ERR_"]  # what the browser says of a connection that breaks
    lab = reader.lab(lang="en", **RUN, **{"v.smooth": 0})
    run_id = lab.run(steps=20)
    master = family(victim, "gunicorn")[0]
    workers = master.children()
    assert len(workers) == 2
    for worker in workers:
        worker.kill()
    before = lab.step
    until(lambda: victim.answers("/readyz"), "the server again")
    lab.gets_to(before + 40)
    until(lambda: lab.notice("lost").count() == 0, "no word of a lost connection")
    lab.press("main")
    lab.reaches("paused")
    until(lambda: len(whole(lab)) == reader.run(run_id)["step"], "every step, once")


def test_what_is_said_of_the_way_to_the_server_goes_with_its_cause(reader: Visitor) -> None:
    lab = reader.lab(lang="en")
    reader.expected = ["ERR_INTERNET_DISCONNECTED"]
    reader.context.set_offline(True)
    lab.press("main")
    lab.notice("unreachable").wait_for()
    reader.context.set_offline(False)
    until(lambda: lab.notice("unreachable").count() == 0, "no word of a server out of reach")
