"""What a host limits is refused with a sentence that names the limit."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.http.fakes import Client, begin, make_front, make_site, say, state_file
from webapp.api.site import Site

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
