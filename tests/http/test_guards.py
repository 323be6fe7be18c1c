"""What is refused before anything is read, and what every answer carries."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.http.fakes import TOKEN, Client, make_front, make_site
from webapp.front.bodies import MB, Room, Share, read_body
from webapp.front.headers import policy

RUN = {"demo": "trains"}


def ask(client: Client, *asked: Any, **headers: str) -> Any:
    return client.run(client.ask(*asked, headers=headers))


def test_health_and_the_headers_of_every_answer(client: Client) -> None:
    reply = client.run(client.get("/healthz"))
    assert (reply.status, reply.json) == (200, {"alive": True})
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["referrer-policy"] == "same-origin"
    assert reply.headers["content-security-policy"] == (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; worker-src 'self'; connect-src 'self'; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def test_every_kind_of_answer_carries_the_policy(client: Client) -> None:
    async def scene() -> None:
        for url in ("/", "/api/demos", "/nothing", "/static/no.js", "/api/runs/x", "/api/events"):
            reply = await client.get(url)
            assert reply.headers["content-security-policy"] == policy(embed=False), url
            assert reply.headers["x-request-id"]

    client.run(scene())


def test_an_embedded_page_may_be_framed_by_whom_we_name(client: Client) -> None:
    reply = client.run(client.get("/api/demos?embed=1"))
    assert reply.headers["content-security-policy"].endswith("frame-ancestors 'self'")
    assert policy(embed=True, embed_from="https://a.example").endswith("'self' https://a.example")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "[::1]:80", "192.168.1.7"])
def test_literal_addresses_and_localhost_are_us(client: Client, host: str) -> None:
    assert ask(client, "GET", "/healthz", b"", host=host).status == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[", "a b", "@"])
def test_other_names_are_misdirected(client: Client, host: str) -> None:
    reply = ask(client, "GET", "/api/demos", b"", host=host)
    assert (reply.status, reply.json["error"]) == (421, "host")


def test_configured_names_are_us(tmp_path: Path) -> None:
    client = Client(make_front(make_site(tmp_path, names="lab.test, Other.example")))
    for name in ("lab.test", "OTHER.example:81"):
        assert ask(client, "GET", "/healthz", b"", host=name).status == 200
    assert ask(client, "GET", "/healthz", b"", host="third.example").status == 421
    client.close()


def test_long_addresses_are_refused_with_a_sentence(client: Client) -> None:
    reply = client.run(client.get("/api/demos?lang=fa&x=" + "a" * 10_000))
    assert (reply.status, reply.json["error"]) == (414, "url_too_long")
    assert "پیوند کوتاه" in reply.json["message"]
    assert client.run(client.get("/api/demos/sums/events?a=" + "0" * 5900)).status != 414


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:81"},
        {"origin": "http://["},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_writes_of_other_sites_are_refused(client: Client, headers: dict[str, str]) -> None:
    given = {"content-type": "application/json", **headers}
    assert ask(client, "POST", "/api/runs", b"{}", **given).json["error"] == "cross_site"
    assert ask(client, "DELETE", "/api/runs/x", b"", **headers).status == 403


def test_writes_of_our_own_pages_are_not(client: Client) -> None:
    own = {"origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"}
    reply = client.run(client.send_json("POST", "/api/runs", RUN, **own))
    assert reply.status == 201


@pytest.mark.parametrize(
    "type",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"],
)
def test_forms_are_no_json(client: Client, type: str) -> None:
    reply = ask(client, "POST", "/api/runs", b'{"demo": "trains"}', **{"content-type": type})
    assert (reply.status, reply.json["error"]) == (415, "media_type")


def test_uploads_take_their_own_types_alone(client: Client) -> None:
    async def scene() -> None:
        for url in ("/api/images", "/api/states"):
            assert (await client.post(url, {})).status == 415
        png = {"content-type": "image/png"}
        assert (await client.ask("POST", "/api/images", b"no picture", png)).status == 400

    client.run(scene())


def test_large_bodies_are_refused_by_their_announcement_or_by_their_bytes(client: Client) -> None:
    async def scene() -> None:
        announced = {"content-type": "application/json", "content-length": "2000000"}
        reply = await client.ask("POST", "/api/runs", b"", announced)
        assert (reply.status, reply.json["error"]) == (413, "too_large")
        hidden = {"content-type": "application/json", "content-length": "5"}
        reply = await client.ask("POST", "/api/runs", b"x" * 1_100_000, hidden)
        assert reply.status == 413

    client.run(scene())


def test_a_body_that_does_not_arrive_is_a_timeout(client: Client) -> None:
    async def scene() -> None:
        client.front.open()
        request = client.front._request(client.scope("POST", "/api/runs", {}, b"12"))
        share = Share(Room(MB))
        with pytest.raises(Exception, match="timeout") as refused:
            await read_body(request, asyncio.Event().wait, share, MB, 0.05)  # type: ignore[arg-type]
        assert refused.value.status == 408  # type: ignore[attr-defined]

    client.run(scene())


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"[" * 100_000, "deeper than 16"),
        (b"[" * 17 + b"]" * 17, "deeper than 16"),
        (b'{"demo": NaN}', "NaN"),
        (b'{"demo": -Infinity}', "NaN"),
        (b'{"demo": "a", "demo": "b"}', "twice"),
        (b'{"demo": "\xff"}', "UTF-8"),
        (b'{"demo": "\\ud800"}', "half a character"),
        (b'{"demo": ' + b"9" * 5000 + b"}", "grammar"),
        (b"{", "grammar"),
    ],
)
def test_bad_json_is_refused_by_the_rule_it_breaks(client: Client, body: bytes, why: str) -> None:
    reply = client.run(client.post("/api/runs", body))
    assert (reply.status, reply.json["error"]) == (400, "bad_json")
    assert why in reply.json["message"]


def test_sixteen_levels_are_fine(client: Client) -> None:
    body = b'{"nothing": ' + b"[" * 15 + b"]" * 15 + b"}"
    assert client.run(client.post("/api/runs", body)).json["error"] == "bad_params"


def test_methods_are_answered_in_the_common_shape(client: Client) -> None:
    async def scene() -> None:
        for method, url in (("POST", "/api/demos"), ("PATCH", "/api/runs/x/look")):
            reply = await client.send_json(method, url, {})
            assert (reply.status, reply.json["error"]) == (405, "method")
            assert "GET" in reply.headers["allow"]
        head = await client.ask("HEAD", "/healthz")
        assert (head.status, head.body) == (200, b"")

    client.run(scene())


def test_sentences_follow_the_language(client: Client) -> None:
    async def scene() -> None:
        english = await client.get("/api/runs/x", accept_language="de, en;q=0.5, fa;q=0.1")
        persian = await client.get("/api/runs/x", accept_language="fa-IR, en;q=0.5")
        asked = await client.get("/api/runs/x?lang=en", accept_language="fa")
        assert english.json["message"] == asked.json["message"]
        assert english.json["message"].startswith("There is no run named x; a run is kept for 14")
        assert persian.json["message"].startswith("اجرایی به نام x نیست")

    client.run(scene())


def test_the_presenter_token(client: Client) -> None:
    async def scene() -> None:
        assert (await client.get("/api/session")).json == {"role": "student"}
        for wrong in ("", "open", TOKEN + " ", "\u06f1"):
            reply = await client.post("/api/session", {"token": wrong})
            assert (reply.status, reply.json["error"]) == (403, "wrong_token")
        assert (await client.post("/api/session", {"token": TOKEN})).json == {"role": "presenter"}
        assert (await client.get("/api/session")).json == {"role": "presenter"}

    client.run(scene())
