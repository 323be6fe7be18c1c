"""Who became a presenter, known alike to all processes and machines that share a store."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.broker import Broker
from tests.http.fakes import TOKEN, Client, make_front, make_site
from tests.runs.conftest import Bench
from webapp.runs.hosted.secret import adopt_secret
from webapp.runs.interface import Refused, Unavailable
from webapp.settings import Settings

ANN, BOB, EVE = (digit * 32 for digit in "abe")


def test_every_web_process_knows_them(bench: Bench) -> None:
    other = bench.open()
    assert other.presenters.among([ANN, BOB]) == set()
    for person in (ANN, BOB, ANN):
        bench.lab.presenters.add(person)
    assert other.presenters.among({ANN, EVE}) == {ANN}
    assert other.presenters.among([ANN, BOB, "", EVE]) == {ANN, BOB}
    assert other.presenters.among([]) == set()
    other.close()
    assert bench.open().presenters.among([ANN]) == {ANN}  # and after a new start


def test_another_web_machine_calls_the_run_a_presenters(tmp_path: Path, broker: Broker) -> None:
    folders = tmp_path / "one", tmp_path / "two"
    for folder in folders:
        folder.mkdir()
        adopt_secret(Settings(data_dir=str(folder), run_store=broker.url))
    one, two = (Client(make_front(make_site(at, run_store=broker.url))) for at in folders)

    async def begin() -> str:
        assert (await one.post("/api/session", {"token": TOKEN})).status == 200
        return (await one.post("/api/runs", {"demo": "fake", "params": {}})).headers["location"]

    async def watch(url: str) -> str:
        return str((await two.get(url)).json["owner"])

    try:
        assert two.run(watch(one.run(begin()))) == "presenter"
    finally:
        one.close()
        two.close()


def test_a_full_store_takes_no_new_one_but_knows_the_others(tmp_path: Path, broker: Broker) -> None:
    presenters = Bench(tmp_path / "data", run_store=broker.url).lab.presenters
    presenters.add(ANN)
    broker.client().config_set("maxmemory", "1kb")
    presenters.add(ANN)  # whoever opens the presenter link again
    with pytest.raises(Refused, match="the store of runs is full"):
        presenters.add(BOB)
    assert presenters.among([ANN, BOB]) == {ANN}
    broker.kill()
    with pytest.raises(Unavailable):
        presenters.among([ANN])
