from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from range_server import RangeServer
from small_cifar import Small


@pytest.fixture(scope="session")
def small() -> Small:
    return Small.make()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[RangeServer]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with RangeServer.running() as running:
        yield running


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    return tmp_path / "sets"
