"""The log: one JSON object a line that names its request and its run, in web and trainer."""

from __future__ import annotations

import json
import logging
import re
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.http.fakes import Client, make_front, make_site
from tests.server import Server
from webapp import logs
from webapp.api import runs as api
from webapp.front.handlers import Handlers
from webapp.settings import Settings


class Lines(logging.Handler):
    """What the log would say, line by line."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[dict[str, Any]] = []
        self.setFormatter(logs.JsonLines())

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(json.loads(self.format(record)))


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler = Lines()
    logs.log.addHandler(handler)
    yield handler
    logs.log.removeHandler(handler)
    logs.log.setLevel(logging.NOTSET)


def fails(*given: object, **named: object) -> None:
    raise RuntimeError("broken on purpose")


@pytest.mark.parametrize("tail", ["", "/keyframes"])  # Flask in its threads, the front itself
def test_what_breaks_is_logged_with_its_request_and_run(
    client: Client, lines: Lines, monkeypatch: pytest.MonkeyPatch, tail: str
) -> None:
    monkeypatch.setattr(api, "find", fails)
    monkeypatch.setattr(Handlers, "keyframes", fails)

    async def scene() -> None:
        reply = await client.get(f"/api/runs/abc-1{tail}")
        assert reply.status == 500
        said = lines.said[0]
        number = reply.headers["x-request-id"]
        assert (said["request"], said["run"], said["level"]) == (number, "abc-1", "error")
        assert number in reply.json["message"]
        assert "broken on purpose" in said["traceback"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", said["time"])
        assert (await client.get("/healthz")).status == 200
        assert logs.RUN.get() == ""  # what follows on the same connection is about no run

    client.run(scene())


def test_every_request_where_it_is_asked_for(client: Client, lines: Lines) -> None:
    client.run(client.get("/healthz"))
    assert lines.said == []
    logs.log.setLevel("INFO")
    reply = client.run(client.get("/api/runs/none/events"))
    (said,) = lines.said
    assert (said["message"], said["status"], said["run"]) == (
        "GET /api/runs/none/events",
        reply.status,
        "none",
    )
    assert said["ms"] > 0


@pytest.mark.parametrize(
    ("proxies", "given", "taken"),
    [(0, "from-outside", False), (1, "from.the-proxy_1", True), (1, "two words", False),
     (1, "x" * 65, False), (1, '"}{"', False)],
)  # fmt: skip
def test_only_a_declared_proxy_names_requests(
    tmp_path: Path, proxies: int, given: str, taken: bool
) -> None:
    client = Client(make_front(make_site(tmp_path / "data", proxies=proxies)))
    reply = client.run(client.get("/healthz", x_request_id=given))
    assert (reply.headers["x-request-id"] == given) is taken
    if not taken:
        assert re.fullmatch(r"[0-9a-f]{16}", reply.headers["x-request-id"])
    client.close()


def test_plain_lines_are_for_people_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    def form(**changes: str) -> type:
        made = logs.config(Settings(**changes))["formatters"]["lines"]["()"]
        assert isinstance(made, type)
        return made

    assert form() is logs.JsonLines
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert form() is logs.PlainLines
    assert form(log_format="json") is logs.JsonLines
    record = logging.LogRecord("lab", logging.WARNING, "", 1, "%s is late", ("it",), None)
    with logs.about("r1"):
        said = logs.PlainLines().format(record)
    assert re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3} warning: it is late \(run r1\)", said)


@pytest.mark.serving
def test_web_and_trainer_of_a_real_server_name_the_run(tmp_path: Path) -> None:
    with Server(tmp_path, LOG_LEVEL="info", TRAINERS="1") as server:
        body = {"demo": "cifar10", "params": {"layers": "dense", "epochs": "1"}}
        run_id = server.json("/api/runs", body)["id"]
        with urllib.request.urlopen(f"{server.url}/api/runs/{run_id}") as answer:
            number = answer.headers["X-Request-ID"]

        def about_the_run() -> list[dict[str, Any]]:
            found = [json.loads(x) for x in server.said().splitlines() if x.startswith("{")]
            assert all({"time", "level", "logger", "message"} <= set(said) for said in found)
            return [said for said in found if said.get("run") == run_id]

        end = time.monotonic() + 15
        while not {"lab", "lab.trainer"} <= {said["logger"] for said in about_the_run()}:
            assert time.monotonic() < end, server.said()
            time.sleep(0.1)
        web = next(said for said in about_the_run() if said["logger"] == "lab")
        assert (web["message"], web["request"]) == (f"GET /api/runs/{run_id}", number)
        trainer = next(said for said in about_the_run() if said["logger"] == "lab.trainer")
        assert "claimed by trainer-1" in trainer["message"]
