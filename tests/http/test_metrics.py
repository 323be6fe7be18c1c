"""Every number of /metrics is there and moves when its thing happens."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from prometheus_client.parser import text_string_to_metric_families

from engine.events import Metrics
from tests.http.fakes import Client, begin, say
from tests.server import Server
from webapp import numbers
from webapp.api.site import Site
from webapp.front.counters import Counters, Lags, times_in
from webapp.front.metric_names import COUNTED, HELD, LAG, STORED, metrics_table

LINEAR = {"layers": "dense", "layers.0.init": "normal", "epochs": "1000", "speed": "100"}
Numbers = dict[str, float]


def read(text: str) -> Numbers:
    """Samples by name with their labels: `lab_runs{state=queued}`."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sample.labels.items())
            found[sample.name + (f"{{{labels}}}" if labels else "")] = sample.value
    return found


def test_the_readme_names_every_number() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert metrics_table() in readme


def test_one_process_alone_counts_in_memory(client: Client, site: Site) -> None:
    async def scene() -> None:
        run_id = site.store.submit("somebody", "trains", {}).id
        size = say(site, run_id, begin(run_id))
        async with client.stream(f"/api/runs/{run_id}/events") as stream:
            await stream.until(lambda: str(size) in [f["id"] for f in stream.frames])
            await asyncio.sleep(0.05)
            size = say(site, run_id, [Metrics(1, {"loss": 1.0}, time.time() - 0.03, 0.0)])
            await stream.until(lambda: str(size) in [f["id"] for f in stream.frames])
            found = read((await client.get("/metrics")).body.decode())
        assert (found["lab_streams"], found["lab_followed"]) == (1, 1)
        assert found["lab_events_total"] == 4
        assert found["lab_runs{state=queued}"] == 1
        assert found["lab_delivery_lag_seconds_count"] == 1
        assert found["lab_delivery_lag_seconds_bucket{le=0.02}"] == 0
        assert 0.03 <= found["lab_delivery_lag_seconds_sum"] < 5
        assert (await client.get("/readyz")).json["error"] == "not_ready"
        assert read((await client.get("/metrics")).body.decode())["lab_broken_total"] == 1

    client.run(scene())


def test_the_past_of_a_run_is_no_lag(client: Client, site: Site) -> None:
    async def scene() -> None:
        run_id = site.store.submit("somebody", "trains", {}).id
        old = [Metrics(step, {"loss": 1.0}, time.time() - 60, 0.0) for step in range(600)]
        size = say(site, run_id, [*begin(run_id), *old])
        async with client.stream(f"/api/runs/{run_id}/events") as stream:
            await stream.until(lambda: str(size) in [f["id"] for f in stream.frames])
        found = read((await client.get("/metrics")).body.decode())
        assert found["lab_delivery_lag_seconds_count"] == 0
        assert found["lab_events_total"] == 603

    client.run(scene())


def test_times_and_borders() -> None:
    frames = b'id: 9\nevent: metrics\ndata: {"step":1,"values":{"time":7},"time":%s,"clock":1}\n\n'
    both = frames % b"100.5" + frames % b"200.25"
    assert times_in(both) == [100.5, 200.25]
    assert times_in(both, after=150) == [200.25]
    assert times_in(both * 400, after=150) == [200.25] * 400
    assert times_in(both * 400, after=300) == []
    assert times_in(b'id: 9\nevent: frame\ndata: {"time":7}\n\n') == []
    lags = Lags()
    lags.add([100.0, 100.999, 90.0, 102.0], 101.0)
    assert lags.counts[0] == 1  # written by a clock that is ahead
    assert (lags.counts[1], lags.counts[9], lags.counts[-1]) == (1, 1, 1)
    assert lags.sum == pytest.approx(12.001)


def test_what_the_dead_held_is_forgotten_and_what_they_counted_stays(tmp_path: Path) -> None:
    from prometheus_client import CollectorRegistry, multiprocess
    from prometheus_client.values import MultiProcessValue

    folder = numbers.numbers_folder(tmp_path)
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(numbers.VARIABLE, str(folder))
        for pid in (os.getpid(), 999_999_999):
            value = MultiProcessValue(lambda pid=pid: pid)  # type: ignore[no-untyped-call,misc]
            for kind, name in (("gauge", "held"), ("counter", "counted")):
                value(kind, name, name, (), (), "", multiprocess_mode="livesum").inc(3)
    numbers.forget_dead(tmp_path)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry, str(folder))  # type: ignore[no-untyped-call]
    assert registry.get_sample_value("held") == 3
    assert registry.get_sample_value("counted") == 6


def test_a_full_disk_costs_only_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setenv(numbers.VARIABLE, "elsewhere")
    monkeypatch.setattr(Path, "write_bytes", full)
    numbers.share(tmp_path)
    assert numbers.VARIABLE not in os.environ
    assert list(numbers.numbers_folder(tmp_path).iterdir()) == []
    monkeypatch.undo()
    monkeypatch.setenv(numbers.VARIABLE, "elsewhere")
    numbers.share(tmp_path)
    assert os.environ[numbers.VARIABLE] == str(numbers.numbers_folder(tmp_path))
    sizes = {path.stat().st_blocks * 512 for path in numbers.numbers_folder(tmp_path).iterdir()}
    assert min(sizes) >= numbers.ROOM  # no hole in which a write could fail


def test_the_numbers_of_a_process_are_those_that_are_declared() -> None:
    counted = set(vars(Counters())) - {"lags"}
    assert counted == HELD.keys() | COUNTED.keys()


class Person:
    """A browser without a page at a real server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        with urllib.request.urlopen(server.url + "/api/session") as answer:
            self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        self.runs: list[str] = []

    def start(self) -> str:
        said = {"demo": "cifar10", "params": LINEAR}
        self.runs.append(str(self.server.json("/api/runs", said, self.cookie)["id"]))
        return self.runs[-1]

    def leave(self) -> None:
        """Stop what was started: there is one trainer, and the next test wants it."""
        for run_id in self.runs:
            self.server.json(f"/api/runs/{run_id}", {"command": "stop"}, self.cookie, "PATCH")

    def numbers(self) -> Numbers:
        with urllib.request.urlopen(self.server.url + "/metrics") as answer:
            assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
            return read(answer.read().decode())

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(self.server.url + path, timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def moves(self, holds: Callable[[Numbers], object], seconds: float = 15) -> Numbers:
        """The numbers once something holds of them: other processes publish every second."""
        end = time.monotonic() + seconds
        while not holds(found := self.numbers()):
            assert time.monotonic() < end, found
            time.sleep(0.1)
        return found


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    limits = {"LIVE_PER_PERSON": "1", "TRAINERS": "1"}
    with Server(tmp_path_factory.mktemp("data"), **limits) as server:
        yield server


@pytest.fixture
def person(measured: Server) -> Iterator[Person]:
    made = Person(measured)
    yield made
    made.leave()


@pytest.mark.serving
def test_every_number_exists_before_anything_happens(person: Person) -> None:
    found = person.numbers()
    names = {name.split("{")[0] for name in found}
    declared = {f"lab_{name}" for name in HELD} | {f"lab_{name}_total" for name in COUNTED}
    declared |= {f"lab_{LAG[0]}_{part}" for part in ("bucket", "count", "sum")}
    declared |= {f"lab_{name}" for name in STORED if name != "restarts"} | {"lab_restarts_total"}
    assert names == declared
    assert found["lab_trainers"] == 1
    free = psutil.disk_usage(str(person.server.folder)).free
    assert found["lab_disk_free_bytes"] == pytest.approx(free, rel=0.2)


@pytest.mark.serving
def test_streams_events_lag_speed_and_waits_move(person: Person) -> None:
    before = person.numbers()
    run_id = person.start()
    person.start()  # one at a time, so this one waits
    address = f"{person.server.url}/api/runs/{run_id}/events"
    with urllib.request.urlopen(address, timeout=20) as stream:
        for _ in range(200):
            stream.readline()
        found = person.moves(
            lambda n: (
                n["lab_streams"] == 1
                and n["lab_delivery_lag_seconds_count"] > 20
                and n["lab_examples_per_second"] > 0
                and n["lab_queue_wait_seconds{of=longest}"] > 0.5
            )
        )
        assert found["lab_followed"] == 1
        assert found["lab_runs{state=running}"] == 1
        assert found["lab_runs{state=queued}"] == 1
        assert found["lab_events_total"] > before["lab_events_total"] + 20
        assert found["lab_queue_wait_seconds{of=median}"] > 0
        mean = found["lab_delivery_lag_seconds_sum"] / found["lab_delivery_lag_seconds_count"]
        assert 0 < mean < 1
        assert found["lab_delivery_lag_seconds_bucket{le=+Inf}"] <= found["lab_events_total"]
    person.moves(lambda n: n["lab_streams"] == 0 and n["lab_followed"] == 0)


@pytest.mark.serving
def test_requests_refusals_and_looks_move(person: Person) -> None:
    run_id = person.start()
    end = time.monotonic() + 15
    while not (steps := person.server.json(f"/api/runs/{run_id}/keyframes")["steps"]):
        assert time.monotonic() < end
        time.sleep(0.1)
    before = person.numbers()
    look = f"/api/runs/{run_id}/look?what=layers&step={steps[0]}&image=test:0"
    assert [person.status(look) for _ in range(6)] == [200] * 6
    assert person.status("/api/runs/nobody") == 404
    person.moves(
        lambda n: (
            n["lab_looks_total"] >= before["lab_looks_total"] + 6
            and 1 <= n["lab_computed_total"] - before["lab_computed_total"] <= 2  # once a process
            and n["lab_refused_total"] > before["lab_refused_total"]
            and n["lab_requests_total"] >= before["lab_requests_total"] + 7
        )
    )


@pytest.mark.serving
def test_a_store_that_cannot_be_written_is_a_broken_answer(person: Person) -> None:
    before = person.numbers()
    table = sqlite3.connect(person.server.folder / "lab.db", isolation_level=None)
    table.execute("begin immediate")
    try:
        assert person.status("/readyz") == 503
    finally:
        table.execute("rollback")
        table.close()
    person.moves(lambda n: n["lab_broken_total"] > before["lab_broken_total"])
    assert person.status("/healthz") == 200


@pytest.mark.serving
def test_restarts_of_trainers_and_web_processes_are_counted(person: Person) -> None:
    before = person.numbers()
    family = psutil.Process(person.server.process.pid).children(recursive=True)
    trainer = next(p for p in family if "webapp.trainer" in p.cmdline())
    masters = [p for p in family if "gunicorn" in p.cmdline()]
    worker = next(p for p in masters if p.parent() in masters)
    worker.send_signal(signal.SIGKILL)
    trainer.send_signal(signal.SIGKILL)
    found = person.moves(
        lambda n: (
            n["lab_restarts_total{process=trainer}"]
            == before["lab_restarts_total{process=trainer}"] + 1
            and n["lab_restarts_total{process=web}"]
            == before["lab_restarts_total{process=web}"] + 1
            and n["lab_trainers"] == 1
        )
    )
    assert found["lab_events_total"] >= before["lab_events_total"]  # the dead one's stay counted
