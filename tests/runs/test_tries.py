"""Wrong presenter tokens: one count for all processes and machines, the same in both stores."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.runs.conftest import Bench, FolderBench
from webapp.runs import tries
from webapp.runs.clock import now
from webapp.runs.hosted.link import Link
from webapp.runs.tries import MOST, SECONDS

MakeBench = Callable[..., Bench]
HOME, OTHER = "10.0.0.1", "2001:db8::/64"

# Another machine's web process: says that it is there, and guesses on four threads when told.
GUESSER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from webapp.runs.lab import open_lab
from webapp.settings import Settings

lab = open_lab(Settings(data_dir=sys.argv[1], run_store=sys.argv[2]))
with ThreadPoolExecutor(4) as threads:
    print("ready", flush=True)
    sys.stdin.readline()
    waits = list(threads.map(lambda _: lab.tries.begin("10.0.0.1"), range(20)))
print(waits.count(0), min(wait for wait in waits if wait))
"""


class Past:
    """Makes what the store has counted older, as if its clock had gone on."""

    def __init__(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        self._bench, self._patch, self._passed = bench, monkeypatch, 0.0

    def let(self, seconds: float) -> None:
        self._passed += seconds
        if not self._bench.settings.run_store:
            self._patch.setattr(tries, "now", lambda: now() + self._passed)
            return
        client = Link(self._bench.settings.run_store).client
        for key in client.keys("lab:tries*"):
            left = client.pttl(key) - round(1000 * seconds)
            if client.type(key) == b"list":
                for n, at in enumerate(client.lrange(key, 0, -1)):
                    client.lset(key, n, str(int(at) - round(1000 * seconds)))
            else:
                for member in client.zrange(key, 0, -1):
                    client.zincrby(key, -round(1000 * seconds), member)
            client.pexpire(key, left)  # at once when nothing is left
        client.close()


@pytest.fixture
def past(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Past:
    return Past(bench, monkeypatch)


def known(bench: Bench) -> int:
    """How many networks the store remembers, in all it has."""
    if not bench.settings.run_store:
        rows = FolderBench(bench.settings.folder).parts.db.rows("select * from tries")
        return len(rows)
    client = Link(bench.settings.run_store).client
    lists = [key for key in client.keys("lab:tries:*") if client.exists(key)]
    assert len(lists) == client.zcard("lab:tries")
    client.close()
    return len(lists)


def test_ten_wrong_ones_close_the_door(bench: Bench) -> None:
    assert [bench.lab.tries.begin(HOME) for _ in range(MOST)] == [0] * MOST
    for _ in range(3):  # and whoever knocks on is not counted on
        assert SECONDS - 5 < bench.lab.tries.begin(HOME) <= SECONDS
    assert bench.lab.tries.begin(OTHER) == 0


def test_every_web_machine_has_the_same_count(bench: Bench) -> None:
    machines = [bench.open() for _ in range(3)]
    waits = [machines[n % 3].tries.begin(HOME) for n in range(MOST + 3)]
    assert [wait > 0 for wait in waits] == [False] * MOST + [True] * 3
    for lab in machines:
        lab.close()


def test_right_ones_are_taken_back(bench: Bench) -> None:
    for _ in range(3 * MOST):
        assert bench.lab.tries.begin(HOME) == 0
        bench.lab.tries.right(HOME)
    assert known(bench) == 0
    bench.lab.tries.right(OTHER)  # nothing to take back
    assert [bench.lab.tries.begin(HOME) for _ in range(MOST)] == [0] * MOST
    bench.lab.tries.right(HOME)
    assert bench.lab.tries.begin(HOME) == 0 != bench.lab.tries.begin(HOME)


def test_each_is_forgotten_five_minutes_after_it(bench: Bench, past: Past) -> None:
    bench.lab.tries.begin(HOME)
    past.let(200)
    for _ in range(MOST - 1):
        bench.lab.tries.begin(HOME)
    assert 95 < bench.lab.tries.begin(HOME) <= 100
    past.let(99)
    assert bench.lab.tries.begin(HOME) == 1
    past.let(1)  # the first is forgotten: there is room for one
    assert bench.lab.tries.begin(HOME) == 0
    assert 195 < bench.lab.tries.begin(HOME) <= 200
    past.let(SECONDS)
    assert [bench.lab.tries.begin(HOME) for _ in range(MOST)] == [0] * MOST


def test_nothing_is_left_of_those_who_do_not_come_back(bench: Bench, past: Past) -> None:
    for n in range(20):
        bench.lab.tries.begin(f"10.0.1.{n}")
    past.let(SECONDS)
    bench.lab.tries.begin(HOME)
    assert known(bench) == 1


def test_so_many_networks_are_remembered(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "KNOWN", 3)
    monkeypatch.setattr(tries, "MOST", 1)
    for n in range(9):
        assert bench.lab.tries.begin(f"10.0.0.{n}") == 0
    assert known(bench) == 3
    assert [bench.lab.tries.begin(f"10.0.0.{n}") > 0 for n in (6, 7, 8)] == [True] * 3
    assert bench.lab.tries.begin("10.0.0.5") == 0  # it was wrong before all these


def test_threads_at_once_get_ten(bench: Bench) -> None:
    with ThreadPoolExecutor(16) as threads:
        waits = list(threads.map(lambda _: bench.lab.tries.begin(HOME), range(64)))
    assert waits.count(0) == MOST


def test_processes_at_once_get_ten(bench: Bench) -> None:
    given = [sys.executable, "-c", GUESSER, bench.settings.data_dir, bench.settings.run_store]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    people = [subprocess.Popen(given, text=True, **pipes) for _ in range(3)]
    for one in people:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in people:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    said = [one.communicate(timeout=60)[0].split() for one in people]
    assert [one.returncode for one in people] == [0] * 3
    assert sum(int(through) for through, _ in said) == MOST
    assert min(int(wait) for _, wait in said) > SECONDS - 60


def test_a_clock_that_began_anew_closes_no_door(
    folder_bench: FolderBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was counted before the machine started again lies in the future of its clock."""
    for _ in range(MOST):
        folder_bench.lab.tries.begin(HOME)
    monkeypatch.setattr(tries, "now", lambda: 5.0)
    assert folder_bench.lab.tries.begin(HOME) == 0
    assert known(folder_bench) == 1
