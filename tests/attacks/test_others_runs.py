"""Somebody steers, stops, removes or overwrites the run of somebody else."""

from __future__ import annotations

import pytest

from tests.attacks.people import Person, said
from tests.server import Server

CONTROLS = (
    *({"command": name} for name in ("pause", "resume", "stop", "step")),
    {"command": "step", "steps": 5},
    {"params": {"lr": 0.5}},
    {"title": "mine now"},
    {"params": {}, "command": "stop"},
)
PARTS = ("events", "look", "keyframes", "state")


@pytest.fixture
def owned(server: Server) -> tuple[Person, str]:
    owner = Person(server)
    reply = owner.post("/api/runs", {"demo": "cifar10", "steps": 1})
    assert reply.status == 201, reply.body
    return owner, str(reply.json["id"])


def test_only_the_owner_and_a_presenter_may(
    person: Person, presenter: Person, owned: tuple[Person, str]
) -> None:
    owner, run_id = owned
    url = f"/api/runs/{run_id}"
    fixed = ("title", "params", "pinned", "owner", "created")
    before = owner.get(url).json
    for control in CONTROLS:
        assert "owner" in said(person.send("PATCH", url, control), 403, "not_yours"), control
    said(person.send("PATCH", url, {"pinned": True}), 403, "not_yours")
    said(person.ask("DELETE", url), 403, "not_yours")
    after = owner.get(url).json
    assert {name: after[name] for name in fixed} == {name: before[name] for name in fixed}
    assert after["state"] in ("queued", "running", "paused")
    assert person.get(url).json["owner"] == "other"
    assert presenter.send("PATCH", url, {"title": "seen"}).json["title"] == "seen"
    assert owner.send("PATCH", url, {"command": "stop"}).status == 200
    assert presenter.ask("DELETE", url).status == 204


def test_nothing_of_a_run_can_be_written(person: Person, owned: tuple[Person, str]) -> None:
    """Its log, keyframes and checkpoint are its trainer's; even its owner only reads them."""
    owner, run_id = owned
    for part in PARTS:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            for who in (person, owner):
                reply = who.send(method, f"/api/runs/{run_id}/{part}", {"step": 0})
                said(reply, 405, "method")
                assert reply.headers["allow"] == "GET, HEAD"
    assert owner.send("PATCH", f"/api/runs/{run_id}", {"command": "stop"}).status == 200


@pytest.mark.parametrize(
    "extra", [{"owner": "me"}, {"person": "x"}, {"id": "x"}, {"role": "presenter"}]
)
def test_nobody_names_an_owner(person: Person, extra: dict[str, str]) -> None:
    reply = person.post("/api/runs", {"demo": "cifar10", **extra})
    assert list(extra) == list(reply.json["fields"])
    assert "names" not in said(reply, 400, "bad_params")


def test_nobody_steers_the_labs_own_run(person: Person, presenter: Person) -> None:
    for who in (person, presenter):
        for control in CONTROLS:
            reply = who.send("PATCH", "/api/runs/pretrained", control)
            assert reply.status in (404, 409)
        assert who.ask("DELETE", "/api/runs/pretrained").status in (404, 409)


def test_students_fetch_and_pin_nothing(person: Person, owned: tuple[Person, str]) -> None:
    owner, run_id = owned
    said(person.post("/api/data/cifar10", {}), 403, "presenter_only")
    said(person.post("/api/runs", {"demo": "fetch"}), 403, "presenter_only")
    said(owner.send("PATCH", f"/api/runs/{run_id}", {"pinned": True}), 403, "presenter_only")
    assert owner.send("PATCH", f"/api/runs/{run_id}", {"command": "stop"}).status == 200
