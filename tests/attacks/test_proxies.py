"""Who a client says it is counts only when a setting says that a proxy said so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.people import Person
from tests.http.fakes import Client, make_front, make_site
from tests.server import Server

FORWARDED = {
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "Forwarded": "for=203.0.113.7;proto=https;host=evil.example",
}


def address_of(tmp_path: Path, proxies: int, headers: list[tuple[str, str]]) -> str:
    client = Client(make_front(make_site(tmp_path / "data", proxies=proxies)), "127.0.0.1")

    async def scene() -> str:
        client.front.open()
        scope = client.scope("GET", "/", {}, b"")
        scope["headers"] += [(name.encode(), value.encode()) for name, value in headers]
        return client.front._request(scope).address

    found = client.run(scene())
    client.close()
    return found


@pytest.mark.parametrize(
    ("proxies", "said", "address"),
    [
        (0, ["203.0.113.7"], "127.0.0.1"),
        (0, ["203.0.113.7, 10.0.0.1"], "127.0.0.1"),
        (1, ["203.0.113.7"], "203.0.113.7"),
        (1, ["198.51.100.1, 203.0.113.7"], "203.0.113.7"),  # the first is the client's own lie
        (1, ["198.51.100.1", "203.0.113.7"], "203.0.113.7"),  # the proxy wrote its own line
        (2, ["198.51.100.1, 203.0.113.7, 10.0.0.1"], "203.0.113.7"),
        (2, ["198.51.100.1, 203.0.113.7", "10.0.0.1"], "203.0.113.7"),
        (2, ["203.0.113.7"], "203.0.113.7"),
        (1, [], "127.0.0.1"),
        (1, [" , ,"], "127.0.0.1"),
    ],
)
def test_whose_address_counts(tmp_path: Path, proxies: int, said: list[str], address: str) -> None:
    given = [("x-forwarded-for", value) for value in said]
    assert address_of(tmp_path, proxies, given) == address


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("behind"), TRAINERS="1", PROXIES="1") as started:
        yield started


def test_without_the_setting_nobody_is_believed(server: Server) -> None:
    reply = Person(server).get("/api/session", **FORWARDED)
    assert reply.status == 200
    assert "Secure" not in reply.headers["set-cookie"]


def test_with_the_setting_the_proxy_is(behind: Server) -> None:
    assert "Secure" in Person(behind).get("/api/session", **FORWARDED).headers["set-cookie"]
    plain = Person(behind).get("/api/session", X_Forwarded_Proto="http")
    assert "Secure" not in plain.headers["set-cookie"]


def test_no_setting_makes_another_host_ours(behind: Server, server: Server) -> None:
    for one in (behind, server):
        person = Person(one)
        assert person.get("/api/demos", **FORWARDED, Host="evil.example").status == 421
        redirect = person.get("/s/aaaaaaaaaaaa", **FORWARDED)
        assert "evil.example" not in str(redirect.headers) + redirect.body.decode()
        reply = person.post(
            "/api/links", {"demo": "scores"}, **FORWARDED, Origin="http://evil.example"
        )
        assert reply.status == 403
