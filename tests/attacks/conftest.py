"""One real server for all attacks, people who ask it, and somebody else who watches a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.people import Person
from tests.server import Server

TOKEN = "open sesame"
SETTINGS = {"TRAINERS": "1", "GRADIENT_LAB_DEMOS": "tests.fake_demos", "PRESENTER_TOKEN": TOKEN}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("data"), **SETTINGS) as started:
        yield started
        assert "Traceback" not in started.said()


@pytest.fixture(scope="session")
def presenter(server: Server) -> Person:
    teacher = Person(server)
    assert teacher.post("/api/session", {"token": TOKEN}).status == 200
    return teacher


@pytest.fixture(scope="session")
def watched(presenter: Person) -> str:
    """The id of a run that goes on all the time."""
    params = {"delay": 20, "steps": 1_000_000}
    return str(presenter.post("/api/runs", {"demo": "fake", "params": params}).json["id"])


@pytest.fixture
def person(server: Server) -> Person:
    return Person(server)


@pytest.fixture
def folder(server: Server) -> Path:
    return server.folder
