"""What a host limits is refused with a sentence that names the limit."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.http.fakes import TOKEN, Client, begin, make_front, make_site, say, state_file
from webapp.api.networks import network_of
from webapp.api.site import Site
from webapp.runs.tries import MOST

MakeClient = Callable[..., tuple[Site, Client]]
PNG, STATE = {"content-type": "image/png"}, {"content-type": "application/octet-stream"}


@pytest.fixture
def make_client(tmp_path: Path) -> Iterator[MakeClient]:
    made: list[Client] = []

    def make(**settings: Any) -> tuple[Site, Client]:
        site = make_site(tmp_path / "data", **settings)
        made.append(Client(make_front(site)))
        return site, made[-1]

    yield make
    for client in made:
        client.close()


def picture(size: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 40), "teal").save(file, "PNG")
    return file.getvalue().ljust(size, b"\0")


@pytest.mark.parametrize(
    ("path", "kind", "setting"),
    [("/api/images", PNG, "image_bytes"), ("/api/states", STATE, "state_bytes")],
)
def test_uploads(make_client: MakeClient, path: str, kind: dict[str, str], setting: str) -> None:
    _, client = make_client(**{setting: 2000})
    for lang, words in (("en", "larger than 2000 bytes"), ("fa", "از 2000 بایت بزرگ‌تر")):
        reply = client.run(client.ask("POST", f"{path}?lang={lang}", bytes(2001), kind))
        assert (reply.status, reply.json["error"]) == (413, "too_large")
        assert words in reply.json["message"]
    assert client.run(client.ask("POST", path, bytes(2000), kind)).status == 400


def test_a_large_upload_is_told_in_megabytes(make_client: MakeClient) -> None:
    _, client = make_client()
    announced = PNG | {"content-length": str(11 << 20)}
    for lang, words in (("en", "larger than 10 MB"), ("fa", "از 10 مگابایت بزرگ‌تر")):
        reply = client.run(client.ask("POST", f"/api/images?lang={lang}", b"", announced))
        assert reply.status == 413
        assert words in reply.json["message"]


def test_a_host_may_take_larger_pictures(make_client: MakeClient) -> None:
    large = picture((10 << 20) + 1)
    _, client = make_client(image_bytes=11 << 20)
    assert client.run(client.ask("POST", "/api/images", large, PNG)).status == 201


def test_and_larger_states(make_client: MakeClient, tmp_path: Path) -> None:
    blob = state_file(tmp_path / "x.safetensors")
    _, client = make_client(state_bytes=len(blob))
    assert client.run(client.ask("POST", "/api/states", blob, STATE)).status == 201
    reply = client.run(client.ask("POST", "/api/states", blob + b"\0", STATE))
    assert f"{len(blob)} bytes" in reply.json["message"]


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("streams", "2 streams are open on this server"),
        ("streams_per_address", "2 streams are open from your network"),
        ("streams_per_session", "You have 2 streams open; close another tab"),
    ],
)
def test_streams(make_client: MakeClient, setting: str, words: str) -> None:
    site, client = make_client(**{setting: 2})

    async def scene() -> None:
        run = (await client.post("/api/runs", {"demo": "trains"})).json["id"]
        say(site, run, begin(run))
        url = f"/api/runs/{run}/events"
        async with client.stream(url), client.stream(url):
            reply = await client.get(url)
        assert (reply.status, reply.json["error"]) == (429, "streams")
        assert words in reply.json["message"]
        assert reply.headers["retry-after"] == "10"

    client.run(scene())


DAMAGES = [b"", b"{", b"[]", b"{}", b'{"demo": "sums"}', b"\xff\xfe", None]


@pytest.mark.parametrize("damage", DAMAGES, ids=str)
def test_a_damaged_link_is_no_link_until_it_is_made_again(
    make_client: MakeClient, damage: bytes | None
) -> None:
    site, client = make_client()
    state = {"demo": "sums", "params": {"a": 5}}

    async def ask() -> None:
        id = (await client.post("/api/links", state)).json["id"]
        file = site.folder / "links" / f"{id}.json"
        if damage is None:  # not even a file: as unreadable as one of another user
            file.unlink()
            file.mkdir()
        else:
            file.write_bytes(damage)
        for url in (f"/api/links/{id}", f"/s/{id}"):
            assert (await client.get(url)).status == 404
        assert (await client.get(f"/api/links/{id}")).json["error"] == "unknown_link"
        if damage is not None:
            assert (await client.post("/api/links", state)).status == 201
            assert (await client.get(f"/api/links/{id}")).json["params"] == {"a": "5"}

    client.run(ask())


def test_links(make_client: MakeClient) -> None:
    site, client = make_client(links=3)

    async def scene() -> None:
        async def shorten(n: int) -> str:
            said = await client.post("/api/links", {"demo": "sums", "params": {"n": n}})
            os.utime(site.folder / "links" / f"{said.json['id']}.json", (n, n))
            return str(said.json["id"])

        ids = [await shorten(n) for n in range(1, 4)]
        assert (await client.get(f"/s/{ids[0]}")).status == 302  # opened: it is the newest again
        ids.append(await shorten(4))
        found = [(await client.get(f"/api/links/{id}")).status for id in ids]
        assert found == [200, 404, 200, 200]
        assert len(list((site.folder / "links").iterdir())) == 3
        reply = await client.get(f"/api/links/{ids[1]}?lang=en")
        assert reply.json["message"].endswith("the 3 links that were opened last are kept.")
        assert await shorten(2) == ids[1]
        assert len(list((site.folder / "links").iterdir())) == 3

    client.run(scene())


def test_wrong_tokens(make_client: MakeClient) -> None:
    _, client = make_client()

    async def scene() -> None:
        for n in range(MOST):
            reply = await client.post("/api/session", {"token": f"guess {n}"})
            assert (reply.status, reply.json["error"]) == (403, "wrong_token")
        for token in ("guess", TOKEN):  # even the right one must wait: or guessing would go on
            reply = await client.post("/api/session?lang=en", {"token": token})
            assert (reply.status, reply.json["error"]) == (429, "tries")
            wait = int(reply.headers["retry-after"])
            assert 290 <= wait <= 300
            assert f"try again in {wait} seconds" in reply.json["message"]
        elsewhere = Client(client.front, "10.0.0.2")
        assert (await elsewhere.post("/api/session", {"token": TOKEN})).status == 200

    client.run(scene())


def test_who_has_the_role_is_not_counted(make_client: MakeClient) -> None:
    """A class behind one address may close the door; its teacher is inside."""
    _, client = make_client()

    async def scene() -> None:
        assert (await client.post("/api/session", {"token": TOKEN})).status == 200
        for n in range(MOST + 2):
            reply = await client.post("/api/session", {"token": f"old {n}"})
            assert (reply.status, reply.json["error"]) == (403, "wrong_token")
        assert (await client.post("/api/session", {"token": TOKEN})).status == 200
        pupil = Client(client.front)
        for n in range(MOST):
            assert (await pupil.post("/api/session", {"token": f"guess {n}"})).status == 403
        assert (await pupil.post("/api/session", {"token": TOKEN})).status == 429
        assert (await client.post("/api/session", {"token": TOKEN})).json == {"role": "presenter"}

    client.run(scene())


def test_right_tries_are_not_counted(make_client: MakeClient) -> None:
    _, client = make_client()

    async def scene() -> None:
        for _ in range(2 * MOST):
            client.cookie = ""
            assert (await client.post("/api/session", {"token": TOKEN})).status == 200

    client.run(scene())


@pytest.mark.parametrize("address", ["2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:0:9::"])
def test_a_network_of_many_addresses_is_one(address: str) -> None:
    assert network_of(address) == "2001:db8::/64" != network_of("2001:db8:0:1::3")


def test_an_address_stands_for_itself() -> None:
    assert [network_of(one) for one in ("10.0.0.2", "unix", "")] == ["10.0.0.2", "unix", ""]
