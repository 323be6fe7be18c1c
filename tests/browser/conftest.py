"""A real server and a real browser for the journeys; every page error fails its test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.lab import LINEAR, until
from tests.browser.visitor import Visitor
from tests.server import Server

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# The name of a machine in a room: not a loopback name, so the page is an insecure context.
ROOM = "lab.test"
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {ROOM} 127.0.0.1,MAP * ~NOTFOUND,EXCLUDE 127.0.0.1",
]
Visit = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`python -m webapp` on a free port with an empty data folder."""
    with Server(tmp_path_factory.mktemp("data"), hosts=ROOM) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, server: Server) -> Iterator[Visit]:
    """`visit(**context options)` is a new person; their page errors fail the test at its end."""
    people: list[Visitor] = []

    def arrive(base: str = "", **options: object) -> Visitor:
        people.append(Visitor(chromium, server, base or server.url, **options))
        return people[-1]

    yield arrive
    for person in people:  # nobody watches any more when the runs are deleted
        person.close()
    assert [problem for person in people for problem in person.leave()] == []


@pytest.fixture(scope="session")
def finished(chromium: Browser, server: Server) -> Iterator[str]:
    """The id of a run that is over: one epoch of the linear network, the test set judged."""
    host = Visitor(chromium, server, server.url)
    run_id = host.start(**{**LINEAR, "epochs": 1, "speed": "free"})
    until(lambda: host.run(run_id)["state"] == "done", "the end of a short run")
    yield run_id
    assert host.leave() == []
