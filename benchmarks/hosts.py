"""Four machines on a switch: web, Redis and two that train; cables are pulled in mid-run.

`python -m benchmarks.hosts` (as root) makes network namespaces with addresses of their own,
trains on the real server, watches from the web machine, and checks after every fault that the
stream was the log, byte for byte. Figures are printed and kept in benchmarks/RESULTS.md.
"""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psutil
import redis

from benchmarks.control import LINEAR
from benchmarks.machines import Host, Store
from benchmarks.network import Network, NotHere
from benchmarks.results import record
from tests.faults.conftest import family, wait
from tests.faults.reader import Reader
from tests.runs.conftest import Bench

SLOW = "256kbit"
AWAY_S, SLOW_S = 6.0, 60.0  # how long Redis is away, and how long a cable is thin
ENDS_S = 180.0  # a run that ends behind it has sent all by then
PACED = {**LINEAR, "speed": "20"}  # so that the log has room for every step
Figures = dict[str, Any]


class Hosts:
    """All machines, seen from the one that serves."""

    def __init__(self, network: Network, folder: Path, store: Store) -> None:
        self.network, self.store = network, store
        roles = {"web": "web", "one": "trainers", "two": "trainers"}
        made = [Host(network, name, folder, role, store.url) for name, role in roles.items()]
        self.web, *self.training = made
        self.client = redis.Redis.from_url(store.url)
        self.bench = Bench(folder / "bench", run_store=store.url)
        self.bench.settings.folder.mkdir()

    def all(self) -> list[Host]:
        """The machines that run a Gradient Lab."""
        return [self.web, *self.training]

    def submit(self) -> str:
        """A linear classifier begins to learn CIFAR-10."""
        return str(self.web.json("/api/runs", {"demo": "cifar10", "params": PACED})["id"])

    @contextmanager
    def watched(self) -> Iterator[tuple[str, Reader]]:
        """A run and a stream of it; afterwards it is stopped, and the stream must be the log."""
        run = self.submit()
        with Reader(self.web.port, f"/api/runs/{run}/events", self.web.address) as reader:
            wait(lambda: events(reader) > 60, what="a run that trains")
            time.sleep(3)  # a checkpoint
            yield run, reader
            self.bench.lab.store.command(run, "stop")
            wait(reader.over, what="the end of the stream")
        self.check(run, reader)

    def check(self, run: str, reader: Reader) -> None:
        """Nothing is lost, nothing twice."""
        log = self.bench.lab.log.read(run, 0, 1 << 30)[0]
        assert reader.frames() == log, "the stream is not the log"
        position = 0
        for frame in log.split(b"\n\n")[:-1]:
            position += len(frame) + 2
            assert frame.startswith(b"id: %d\n" % position), f"a gap or a double before {position}"
        steps = sorted(self.bench.losses(run))
        assert steps == list(range(1, steps[-1] + 1)), "losses are missing"

    def holder(self, run: str) -> Host | None:
        """The machine that trains it, None between two."""
        return self.host_of((self.client.hget(f"lab:run:{run}", "worker") or b"").decode())

    def host_of(self, worker: str) -> Host | None:
        """The machine on which a worker of this name runs."""
        return next(
            (
                host
                for host in self.training
                if any(worker in words(process) for process in family(host.process))
            ),
            None,
        )

    def present(self) -> set[Host | None]:
        """The machines whose workers say that they are there."""
        return {self.host_of(worker.decode()) for worker in self.client.hkeys("lab:workers")}


def words(process: psutil.Process) -> list[str]:
    """Its command line; nothing when it is gone."""
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def events(reader: Reader) -> int:
    """How many have arrived."""
    return reader.frames().count(b"\n\n")


def starts(reader: Reader) -> int:
    """How often the run was taken up, as its watcher heard."""
    return reader.frames().count(b"\nevent: start\n")


def cut_off(hosts: Hosts) -> Figures:
    """The cable of the machine that trains is pulled, and put back while the run is elsewhere."""
    network = hosts.network
    with hosts.watched() as (run, reader):
        cut = hosts.holder(run)
        assert cut is not None
        network.cut(cut.name)
        try:
            elsewhere = wait(lambda: starts(reader) == 2, what="the run elsewhere")
            other = hosts.holder(run)
            assert other not in (cut, None)
            time.sleep(2)
        finally:
            network.join(cut.name)
        back = wait(lambda: cut in hosts.present(), what="the fenced trainer to be back")
        second = hosts.submit()  # it trains this one after it has let go of the other
        free = wait(lambda: hosts.bench.losses(second), what="a run on the fenced trainer")
        assert hosts.holder(second) is cut
        grown = events(reader)
        wait(lambda: events(reader) > grown + 60, what="the run to go on")
        assert starts(reader) == 2, "the fenced trainer took the run back"
        assert hosts.holder(run) is other
        hosts.bench.lab.store.command(second, "stop")
    return {
        "trainer cut off: its run goes on elsewhere after, s": elsewhere,
        "cable back: the fenced trainer has let go and trains another run after, s": back + free,
        "cut off: times the run was taken up": starts(reader),
    }


def store_again(hosts: Hosts) -> Figures:
    """Redis is killed and started again."""
    with hosts.watched() as (_, reader):
        hosts.store.kill()
        time.sleep(AWAY_S)
        grown = events(reader)
        hosts.store.start()
        back = wait(lambda: events(reader) > grown, what="the run to go on")
    return {
        f"Redis killed, away for {AWAY_S:g} s: next event after its start, s": back,
        "Redis killed: times the run was taken up": starts(reader),
    }


def thin_cable(hosts: Hosts) -> Figures:
    """The machine that trains has a slow link for a while."""
    with hosts.watched() as (run, reader):
        holds = hosts.holder(run)
        assert holds is not None
        name = holds.name
        before, _ = rate(reader, SLOW_S / 12)
        hosts.network.slow(name, SLOW)
        try:
            slow, longest = rate(reader, SLOW_S)
        finally:
            hosts.network.fast(name)
        after, _ = rate(reader, SLOW_S / 12)
    return {
        f"link of {SLOW}/s: events a second before, during, after": [
            round(value, 1) for value in (before, slow, after)
        ],
        "slow link: longest silence, s": longest,
        "slow link: times the run was taken up": starts(reader),
    }


def hand_over(hosts: Hosts) -> Figures:
    """Over a slow link one run ends, and the other of its trainer goes on."""
    with hosts.watched() as (run, reader):
        holds = hosts.holder(run)
        assert holds is not None
        ends = beside(hosts, holds)
        hosts.network.slow(holds.name, SLOW)
        try:
            usual = rate(reader, SLOW_S / 4)[1]
            hosts.bench.lab.store.command(ends, "stop")
            begin = time.monotonic()
            longest = rate(reader, ENDS_S, lambda: hosts.bench.state(ends) == "stopped")[1]
            took = time.monotonic() - begin
            assert hosts.bench.state(ends) == "stopped"
        finally:
            hosts.network.fast(holds.name)
        steps = sorted(hosts.bench.losses(ends))
        assert steps == list(range(1, steps[-1] + 1)), "losses are missing"
        assert hosts.bench.lab.files.load(ends)[1]["step"] == steps[-1], "an old checkpoint"
    return {
        f"link of {SLOW}/s: a run ends after, s": took,
        "meanwhile the longest silence of the other run of its trainer, s": longest,
        "and while neither ended": usual,
    }


def beside(hosts: Hosts, holds: Host) -> str:
    """Another run that trains on the same machine; those the other one took are stopped."""
    elsewhere = list[str]()
    while hosts.holder(run := trained(hosts)) is not holds:
        elsewhere.append(run)
    for other in elsewhere:
        hosts.bench.lab.store.command(other, "stop")
    return run


def trained(hosts: Hosts) -> str:
    """A run that has trained for a few seconds."""
    run = hosts.submit()
    wait(lambda: len(hosts.bench.losses(run)) > 60, what="one more run")
    return run


def rate(
    reader: Reader, seconds: float, over: Callable[[], bool] = lambda: False
) -> tuple[float, float]:
    """Events a second, and the longest silence, for so long or until it is `over`."""
    first = known = events(reader)
    begin = heard = time.monotonic()
    longest = 0.0
    while time.monotonic() - begin < seconds and not over():
        time.sleep(0.02)
        if (now := events(reader)) > known:
            known, heard = now, time.monotonic()
        longest = max(longest, time.monotonic() - heard)
    return (known - first) / (time.monotonic() - begin), longest


def last_events(hosts: Hosts) -> None:
    """Nobody trains any more."""
    wait(lambda: not hosts.bench.lab.store.counts().get("running"), what="the end of all runs")


def measure(network: Network, folder: Path) -> Figures:
    """Every fault in turn."""
    figures: Figures = {}
    with ExitStack() as stack:
        store = stack.enter_context(Store(network, folder))
        hosts = Hosts(network, folder, store)
        for host in hosts.all():
            stack.enter_context(host)
        stack.callback(hosts.bench.close)
        stack.callback(hosts.client.close)
        stack.push(lambda *failed: failed[0] and print(*(h.said() for h in hosts.all())))
        for fault in (cut_off, store_again, thin_cable, hand_over):
            figures |= fault(hosts)
            print(figures, flush=True)
            last_events(hosts)
    return figures | {"streams that were their logs, byte for byte, and losses whole": "4 of 4"}


def main() -> int:
    """Measure, print, record; whatever happens, remove everything."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        network = Network("web", "redis", "one", "two")
    except NotHere as reason:
        print(reason, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder, network:
        network.enter("web")
        figures = measure(network, Path(folder))
    record("Several hosts", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
