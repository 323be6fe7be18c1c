"""One person with one browser: opens pages, calls the API as itself, remembers what went wrong."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from math import inf
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.browser.lab import Lab
from tests.server import Server

# A page may not even ask: these are the only addresses it may load from.
INSIDE = ("data:", "blob:")


class Visitor:
    """A browser context; every console error, page error and outside request is a problem."""

    def __init__(self, browser: Browser, server: Server, base: str, **options: Any) -> None:
        self.server, self.base = server, base
        self.problems: list[str] = []
        # Pieces of console errors that a journey provokes itself, such as "status of 403".
        self.expected: list[str] = []
        options.setdefault("viewport", {"width": 1280, "height": 800})
        self.context: BrowserContext = browser.new_context(**options)
        self.context.set_default_timeout(20_000)
        self.context.on("console", self._console)
        self.context.on("weberror", lambda error: self.problems.append(str(error.error)))
        self.context.on("request", self._request)

    def open(self, path: str, **query: object) -> Page:
        """A tab at `path`; names in `query` may hold dots (`**{"layers.0.size": 5}`)."""
        page = self.context.new_page()
        page.goto(self.address(path, **query))
        return page

    def address(self, path: str, **query: object) -> str:
        """The whole address of `path` with `query`."""
        return self.base + path + (f"?{urlencode(query)}" if query else "")

    def lab(self, key: str = "cifar10", /, **query: object) -> Lab:
        """The page of a demo in a tab of its own, its scripts running."""
        return Lab(self.open(f"/demos/{key}", **query)).ready()

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON of an API call with this person's cookie."""
        cookies = "; ".join(f"{c['name']}={c['value']}" for c in self.context.cookies())
        headers = {"Cookie": cookies, "Accept-Language": "en"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.server.url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def start(self, key: str = "cifar10", /, **params: object) -> str:
        """A run of one's own, started without a page; its id."""
        if not self.context.cookies():
            self.context.new_page().goto(self.address("/runs"))
        asked = {name: str(value) for name, value in params.items()}
        status, said = self.call("POST", "/api/runs", {"demo": key, "params": asked})
        assert status == 201, said
        return str(said["id"])

    def run(self, run_id: str) -> dict[str, Any]:
        """What the API says of a run."""
        status, said = self.call("GET", f"/api/runs/{run_id}")
        assert status == 200, said
        return dict(said)

    def events(self, run_id: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The log of a run as it is streamed, from its beginning; close it when it is enough."""
        address = f"{self.server.url}/api/runs/{run_id}/events"
        with urllib.request.urlopen(address, timeout=20) as answer:
            name = ""
            for line in answer:
                field, _, text = line.decode().rstrip("\n").partition(": ")
                if field == "event":
                    name = text
                elif field == "data":
                    yield name, json.loads(text)

    def losses(self, run_id: str, most: float = inf) -> list[tuple[int, float]]:
        """Steps and losses of a run from its log: the first `most`, or of an ended run all."""
        found: dict[int, float] = {}
        with closing(self.events(run_id)) as events:
            for name, data in events:
                if name == "start":  # a life that was lost ends where the next one begins
                    found = {step: loss for step, loss in found.items() if step <= data["step"]}
                elif name == "metrics" and "loss" in data["values"]:
                    alone = {"step": [data["step"]], "loss": [data["values"]["loss"]]}
                    rows = data.get("rows") or alone
                    pairs = zip(rows["step"], rows["loss"], strict=True)
                    learned = {step: loss for step, loss in pairs if loss is not None}
                    assert not found.keys() & learned.keys()
                    found |= learned
                if len(found) >= most:
                    break
        return list(found.items())[: int(min(most, len(found)))]

    def times(self, run_id: str, after: int, count: int) -> list[float]:
        """When the trainer told of each of the first `count` steps that come `after` one."""
        found: list[float] = []
        with closing(self.events(run_id)) as events:
            for name, data in events:
                if name == "metrics" and data["step"] > after:
                    found.append(data["time"])
                if len(found) >= count:
                    break
        return found

    def close(self) -> None:
        """Close every tab."""
        for page in self.context.pages:
            page.close()

    def leave(self) -> list[str]:
        """Close the browser and end its runs; everything that went wrong."""
        self.close()
        mine = self.call("GET", "/api/runs?mine=1")[1]["runs"] if self.context.cookies() else []
        for run in mine:
            self.call("DELETE", f"/api/runs/{run['id']}")
        self.context.close()
        return self.problems

    def _console(self, message: ConsoleMessage) -> None:
        said = f"{message.text} ({message.location.get('url', '')})"
        if message.type == "error" and not any(piece in said for piece in self.expected):
            self.problems.append(said)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.base, *INSIDE)):
            self.problems.append(f"outside request: {request.url}")
