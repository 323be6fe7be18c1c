"""Real servers and real trainers on folders of their own, and a look at what they did."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

import tests.fake_demos
from tests.runs.conftest import FolderBench
from tests.server import ROOT, Server

assert tests.fake_demos  # imported for its registration
DEMOS = {"GRADIENT_LAB_DEMOS": "tests.fake_demos"}
Serve = Callable[..., Server]


def wait(until: Callable[[], object], seconds: float = 30.0, what: str = "it") -> float:
    """Seconds until something holds; fails when it takes longer than `seconds`."""
    begin = time.monotonic()
    while not until():
        assert time.monotonic() - begin < seconds, f"expected {what} within {seconds} s"
        time.sleep(0.01)
    return time.monotonic() - begin


def within(seconds: float) -> float:
    """Three times the goal on a machine of our own, more where others compete.

    How fast it is, benchmarks measure; a test fails where the goal is out of reach.
    """
    wall, cpu = time.monotonic(), time.process_time()
    while time.process_time() - cpu < 0.1:
        pass
    crowd = (time.monotonic() - wall) / 0.1
    return 3 * seconds * max(1.0, crowd)  # trainers are nice, they wait longer


def family(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """A process and all its descendants."""
    head = psutil.Process(process.pid)
    return [head, *head.children(recursive=True)]


def trainers(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The trainers of a server."""
    return [p for p in family(process)[1:] if "webapp.trainer" in p.cmdline()]


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run."""
    return [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    return made


@pytest.fixture
def serve(folder: Path) -> Iterator[Serve]:
    """Start a server on the folder; whatever still runs at the end of the test is ended."""
    made: list[Server] = []

    def start(**environment: str) -> Server:
        server = Server(folder, **{"TRAINERS": "2", **DEMOS, **environment})
        made.append(server)
        server.start()
        return server

    yield start
    for server in made:
        if server.process.poll() is None:
            server.stop()


@pytest.fixture
def bench(folder: Path) -> Iterator[FolderBench]:
    made = FolderBench(folder)
    yield made
    made.close()


@contextmanager
def trainer(folder: Path, name: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A trainer without a supervisor."""
    process = subprocess.Popen(
        [sys.executable, "-m", "webapp.trainer", name],
        cwd=ROOT,
        env={**os.environ, **DEMOS, "DATA_DIR": str(folder), **environment},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
