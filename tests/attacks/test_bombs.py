"""Functions and networks that are short to write and endless to compute."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from tests.attacks.people import Person, Reply, bounded, others_go_on, said
from tests.server import Server

FUNCTIONS = {
    "(" * 200 + "x" + ")" * 199: "nested at most 40",
    "-" * 300 + "x": "nested at most 40",
    "2^" * 60 + "x": "nested at most 40",
    "x" + "*x" * 199: "at most 150 operations",
    "x+" * 50_000 + "x": "at most 400 characters, got 100001",
    "9^9^9^9": "too large",
    "x + 9^9^9": "too large",
    "9" * 390: "a number below 1.8e308",
    "exp(exp(exp(exp(9))))": "too large",
    "__import__('os').system('true')": "expected",
    "().__class__": "expected",
    "lambda: x": "expected",
    "eval(x)": "got eval",
    "x\0y": "expected",
    "max(" * 45 + "x" + ",x)" * 45: "nested at most 40",
}
SLOW = (
    "x^y^x^y^x^y^x^y^x^y",
    "+".join(["exp(sin(x^y))"] * 24),
    "1e308*x*1e308*y",
    "1/(x-x)+y",
    "x^999999999*y^-999999999",
)
NETWORKS: dict[str, tuple[dict[str, object], str]] = {
    "a hundred thousand layers": ({"layers": "conv;" * 100_000 + "dense"}, "40"),
    "forty-one layers": ({"layers": "relu;" * 40 + "dense"}, "40"),
    "a billion units": ({"layers": "dense;dense", "layers.0.units": 10**9}, "4096"),
    "10^30 filters": ({"layers": "conv;dense", "layers.0.filters": 10**30}, "512"),
    "filters below nothing": ({"layers": "conv;dense", "layers.0.filters": -5}, "-5"),
    "as many as are allowed": (
        {"layers": "dense;" * 39 + "dense"} | {f"layers.{n}.units": 4096 for n in range(39)},
        "at most 4,000,000 are allowed",
    ),
    "wide convolutions": (
        {"layers": "conv;" * 12 + "maxpool;dense"}
        | {f"layers.{n}.filters": 512 for n in range(12)},
        "are allowed",
    ),
    "an image that grows": (
        {"layers": "conv;" * 39 + "dense"}
        | {f"layers.{n}.pad": 8 for n in range(39)}
        | {f"layers.{n}.size": 1 for n in range(39)},
        "are allowed",
    ),
    "a slow step": (
        {"layers": "conv;" * 20 + "globalpool;dense", "batch": 512}
        | {f"layers.{n}.size": 11 for n in range(20)}
        | {f"layers.{n}.pad": 5 for n in range(20)}
        | {f"layers.{n}.filters": 40 for n in range(20)},
        "are allowed",
    ),
    "blocks of blocks": (
        {"layers": "residual;" * 38 + "globalpool;dense"}
        | {f"layers.{n}.filters": 512 for n in range(38)},
        "are allowed",
    ),
    "a batch of a billion": ({"batch": 10**9}, "1000000000"),
    "a seed of 400 digits": ({"seed": "9" * 400}, "4294967295"),
    "a number of 400 digits": ({"lr": "0." + "1" * 400}, "lr"),
}


@pytest.fixture(scope="module", autouse=True)
def steady(server: Server, watched: str) -> Iterator[None]:
    """Nothing is allocated for what is refused, and nobody waits for it."""
    with others_go_on(server, watched), bounded(server, peak=150, left=100):
        yield


def quick(person: Person, path: str, said_: object) -> Reply:
    """A POST that is answered within two seconds, whatever else this machine does."""
    began = time.monotonic()
    reply = person.post(path, said_)
    assert time.monotonic() - began < 2
    return reply


@pytest.mark.parametrize("text", FUNCTIONS, ids=lambda text: repr(text[:16]))
def test_a_bomb_of_a_function(person: Person, text: str) -> None:
    given = {"params": {"surface": "typed", "surface.f": text}}
    reply = quick(person, "/api/demos/optimizers/events", given)
    message = said(reply, 400, "bad_params")
    assert "surface.f" in message
    assert FUNCTIONS[text] in reply.json["fields"]["surface.f"]


@pytest.mark.parametrize("text", SLOW, ids=lambda text: repr(text[:16]))
def test_what_is_allowed_is_bounded(person: Person, text: str) -> None:
    """Slow and overflowing functions are drawn or refused; no number in an answer is NaN."""
    for demo in ("optimizers", "descent"):
        given = {"params": {"surface": "typed", "surface.f": text}}
        reply = quick(person, f"/api/demos/{demo}/events", given)
        assert reply.status in (200, 400, 409, 422), reply.body[:300]
        json.loads(reply.body, parse_constant=lambda name: pytest.fail(f"got {name}"))


@pytest.mark.parametrize("bomb", NETWORKS)
def test_a_bomb_of_a_network(person: Person, bomb: str) -> None:
    params, words = NETWORKS[bomb]
    params = {name: str(value) for name, value in params.items()}
    reply = quick(person, "/api/runs", {"demo": "cifar10", "params": params})
    said(reply, 400, "bad_params")
    sentences = " ".join(reply.json["fields"].values())
    assert words in sentences + json.dumps(reply.json["refusals"])
    assert len(reply.body) < 20_000
    plan = quick(person, "/api/demos/cifar10/plan", {"params": params})
    assert plan.json["plan"] is None
    assert plan.json["fields"] == reply.json["fields"]


def test_nobody_starts_more_than_a_person_may(person: Person) -> None:
    """Two at once and ten that wait; the thirteenth is told to stop one."""
    made = [person.post("/api/runs", {"demo": "cifar10"}) for _ in range(13)]
    assert [reply.status for reply in made] == [201] * 12 + [429]
    assert "12 runs that have not ended" in said(made[-1], 429, "limit")
    for reply in made[:12]:
        assert person.ask("DELETE", reply.headers["location"]).status == 204
