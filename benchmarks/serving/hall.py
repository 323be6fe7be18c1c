"""The server under test, and who is in it before anything is measured."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from benchmarks.control import LINEAR, Person
from benchmarks.serving.keeping import Store, store_of
from tests.server import Server

TOKEN = "of the bench"
LONG = {"epochs": "1000"}
ALWAYS = {"PRESENTER_TOKEN": TOKEN, "GRADIENT_LAB_DEMOS": "benchmarks.serving.beat"}


class Hall:
    """A running server with the caps that a measurement sets."""

    def __init__(self, server: Server, caps: dict[str, str], store: Store) -> None:
        self.server, self.caps, self.store = server, caps, store

    @property
    def port(self) -> int:
        return self.server.port

    def person(self, presenter: bool = False) -> Person:
        """Somebody with a cookie of his own."""
        person = Person(self.server)
        person.call("GET", "/api/session")
        if presenter:
            person.call("POST", "/api/session", {"token": TOKEN})
        return person

    def beat(self) -> str:
        """A run at ten events a second."""
        return start(self.person(presenter=True), "beat", {**LINEAR, **LONG})

    def trainings(self, count: int) -> list[str]:
        """So many runs of the network of the page, as fast as the trainers can."""
        return [start(self.person(), "cifar10", LONG) for _ in range(count)]

    def processes(self, piece: str = "") -> list[psutil.Process]:
        """The server's processes with `piece` in their command, itself first."""
        head = psutil.Process(self.server.process.pid)
        family = [head, *head.children(recursive=True)]
        return [p for p in family if piece in " ".join(p.cmdline())]

    def said_of_caps(self) -> str:
        """What this measurement set, as one would write it before `make run`."""
        return " ".join(f"{name}={value}" for name, value in self.caps.items()) or "none"


@contextmanager
def hall(**caps: str) -> Iterator[Hall]:
    """A server with a data folder of its own; RUN_STORE and the like come from outside."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        with store_of(folder) as store, Server(folder, **ALWAYS, **caps) as server:
            yield Hall(server, caps, store)


def start(person: Person, demo: str, params: dict[str, str], **more: Any) -> str:
    """The id of a run that has begun to speak."""
    said = person.call("POST", "/api/runs", {"demo": demo, "params": params, **more})
    if "id" not in said:
        raise RuntimeError(f"expected a run, got {said}")
    return str(said["id"])
