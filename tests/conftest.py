"""What every test may ask for."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.broker import Broker

# Before anything imports NumPy: tests run beside one another and beside server processes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Every test of this process reads the sample from here, unpacked once.
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="gradient-lab-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)


@pytest.fixture(scope="session")
def sample() -> Path:
    """The folder of sets with the sample in it."""
    from engine.data import sets_folder, unpack_sample

    unpack_sample(sets_folder())
    return sets_folder()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of real processes, real clocks and a real browser get a second and a third try.

    They share the machine with whatever else runs on it: a page that waits for a slow one
    gives up, a lease of half a second runs out while somebody else has the core. What fails
    every time is a fault, and what fails often is in the report.
    """
    for item in items:
        asks = "server" in getattr(item, "fixturenames", ())
        if {"browser", "runs"} & {*item.path.parts} or item.get_closest_marker("serving") or asks:
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=1))


@pytest.fixture(scope="session")
def session_broker() -> Iterator[Broker]:
    """One Redis for all tests that only use it; each empties it first."""
    with Broker() as made:
        yield made


@pytest.fixture
def broker() -> Iterator[Broker]:
    with Broker() as made:
        yield made
