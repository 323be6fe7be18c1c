"""Demos, pictures, links, static files and identities by HTTP."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
from PIL import Image

from tests.http.fakes import Client, keep_step, make_front, make_site
from webapp.api.site import Site
from webapp.assets import Assets
from webapp.front.cache import ByteCache
from webapp.front.routes import ROUTES


def png(shade: int = 0, size: int = 40) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (size, size), (shade, 10, 20)).save(file, "PNG")
    return file.getvalue()


def test_the_list_of_demos_declares_everything(client: Client) -> None:
    demos = {d["key"]: d for d in client.run(client.get("/api/demos")).json["demos"]}
    assert "fetch" not in demos
    assert demos["trains"]["kind"] == "live"
    assert {"chapter", "label", "params", "view"} <= set(demos["trains"])
    assert [p["name"] for p in demos["sums"]["params"]] == ["a", "n", "m"]
    assert [v["name"] for v in demos["sums"]["view"]] == ["step", "words"]


def test_instant_demos_answer_at_once(client: Client) -> None:
    async def scene() -> None:
        asked = await client.get("/api/demos/sums/events?a=2&n=3&lang=fa&v.step=1")
        posted = await client.post("/api/demos/sums/events", {"params": {"a": 2, "n": 3}})
        assert asked.json == posted.json
        assert asked.json["events"][0]["values"] == {"sum": 5.0, "never": None}
        assert asked.json["events"][-1] == {"event": "done", "reason": "finished"}

    client.run(scene())


@pytest.mark.parametrize(
    ("url", "status", "code"),
    [
        ("sums/events?b=1", 400, "bad_params"),
        ("sums/events?n=201", 409, "use_run"),
        ("sums/events?n=1001", 422, "too_slow"),
        ("trains/events", 409, "use_run"),
        ("trains/events?lr=9", 400, "bad_params"),
        ("sum/events", 404, "unknown_demo"),
    ],
)
def test_instant_refusals(client: Client, url: str, status: int, code: str) -> None:
    reply = client.run(client.get(f"/api/demos/{url}"))
    assert (reply.status, reply.json["error"]) == (status, code)


def test_a_plan_says_what_would_be_built_or_why_not(client: Client) -> None:
    async def scene() -> None:
        good = await client.post("/api/demos/trains/plan", {"params": {"hidden": 4}})
        assert good.json == {"plan": {"rows": [], "total": 40}, "fields": {}, "refusals": {}}
        bad = await client.get("/api/demos/trains/plan?hidden=0&lang=fa")
        assert (bad.status, bad.json["plan"]) == (200, None)
        assert "عددی صحیح" in bad.json["fields"]["hidden"]
        assert bad.json["refusals"]["hidden"]["low"] == 1

    client.run(scene())


def test_own_pictures_are_looked_at_by_their_owner_alone(client: Client, site: Site) -> None:
    async def scene() -> None:
        run = await client.post("/api/runs", {"demo": "trains"})
        keep_step(site, run.json["id"], 3)
        sent = await client.ask("POST", "/api/images", png(200), {"content-type": "image/png"})
        assert sent.status == 201
        name = sent.json["id"]
        url = f"/api/runs/{run.json['id']}/look?step=3&image={name}"
        reply = await client.get(url)
        assert reply.json["events"][1]["data"] == [32 * 32 * 230]
        assert reply.headers["cache-control"].startswith("private")
        stranger = await Client(client.front).get(url)
        assert (stranger.status, stranger.json["error"]) == (404, "unknown_image")

    client.run(scene())


def test_links_name_their_content(client: Client) -> None:
    async def scene() -> None:
        state = {"demo": "sums", "params": {"a": 3}, "view": {"step": 5, "words": "a&b ی"}}
        made = await client.post("/api/links", state)
        again = await client.post("/api/links", {**state, "params": {"a": "3"}})
        assert (made.status, made.json) == (201, again.json)
        kept = (await client.get(f"/api/links/{made.json['id']}")).json
        assert kept == {
            "demo": "sums",
            "params": {"a": "3"},
            "view": {"step": "5", "words": "a&b ی"},
        }
        went = await client.get(made.json["url"] + "?lang=fa&evil=1")
        assert went.status == 302
        assert went.headers["location"] == ("/demos/sums?a=3&v.step=5&v.words=a%26b+%DB%8C&lang=fa")
        long = await client.post("/api/links", {"demo": "sums", "view": {"words": "x" * 7000}})
        went = await client.get(long.json["url"])
        assert went.headers["location"] == f"/demos/sums?link={long.json['id']}"
        for bad, fields in (({"a": 99}, {"a"}), ({"nix": 1}, {"nix"})):
            reply = await client.post("/api/links", {"demo": "sums", "params": bad})
            assert (reply.status, set(reply.json["fields"])) == (400, fields)
        reply = await client.post("/api/links", {"demo": "sums", "view": {"step": -1}})
        assert set(reply.json["fields"]) == {"v.step"}
        assert (await client.get("/api/links/aaaaaaaaaaaa")).json["error"] == "unknown_link"
        assert (await client.get("/s/..")).status == 404

    client.run(scene())


@pytest.fixture
def static(tmp_path: Path) -> Path:
    root = tmp_path / "static"
    (root / "js").mkdir(parents=True)
    (root / "js" / "a.js").write_text("export const a = 1;\n" * 100)
    (root / "font.woff2").write_bytes(bytes(range(256)))
    (root / ".hidden").write_text("no")
    (tmp_path / "secret.js").write_text("no")
    (root / "out.js").symlink_to(tmp_path / "secret.js")
    return root


def test_static_files(tmp_path: Path, static: Path) -> None:
    client = Client(make_front(make_site(tmp_path / "data"), static))

    async def scene() -> None:
        plain = await client.get("/static/js/a.js")
        assert plain.body == (static / "js" / "a.js").read_bytes()
        assert plain.headers["content-type"].startswith("text/javascript")
        assert plain.headers["cache-control"] == "no-cache"
        tag = plain.headers["etag"]
        small = await client.get("/static/js/a.js", accept_encoding="br, gzip")
        assert gzip.decompress(small.body) == plain.body
        assert (small.headers["content-encoding"], small.headers["vary"]) == (
            "gzip",
            "Accept-Encoding",
        )
        assert small.headers["etag"] != tag
        assert (await client.get("/static/js/a.js", accept_encoding="gzip;q=0")).body == plain.body
        assert (await client.get("/static/js/a.js", if_none_match=f'W/"x", {tag}')).status == 304
        since = plain.headers["last-modified"]
        assert (await client.get("/static/js/a.js", if_modified_since=since)).status == 304
        assert (await client.get("/static/js/a.js", if_modified_since="yesterday")).status == 200
        address = Assets(static).url("js/a.js")
        kept = await client.get(address)
        assert (kept.body, "immutable" in kept.headers["cache-control"]) == (plain.body, True)
        assert "set-cookie" not in plain.headers
        old = await client.get("/static/@0123456789ab/js/a.js")
        assert (old.body, old.headers["cache-control"]) == (plain.body, "no-cache")
        font = await client.get("/static/font.woff2", accept_encoding="gzip")
        assert (font.headers["content-type"], len(font.body)) == ("font/woff2", 256)
        (static / "js" / "a.js").write_text("changed")
        assert (await client.get("/static/js/a.js")).body == b"changed"
        changed = await client.get(address)  # edited under a server that goes on
        assert (changed.body, changed.headers["cache-control"]) == (b"changed", "no-cache")

    client.run(scene())
    client.close()


ODD = ["js\\a.js", "\0", "js/./a.js", "nothing.js", "@x", "@x/../secret.js", "@x/@x/js/a.js"]
OUTSIDE = "../secret.js js/../../secret.js out.js .hidden js js//a.js /etc/passwd js/ .. ."


@pytest.mark.parametrize("name", [*OUTSIDE.split(), *ODD])
def test_nothing_outside_the_folder_is_served(tmp_path: Path, static: Path, name: str) -> None:
    client = Client(make_front(make_site(tmp_path / "data"), static))
    assert client.run(client.get(f"/static/{name}")).status == 404
    client.close()


def test_the_cookie_is_set_once_and_stays(client: Client) -> None:
    async def scene() -> None:
        first = await client.get("/api/session")
        flags = first.headers["set-cookie"]
        assert "HttpOnly" in flags
        assert "SameSite=Lax" in flags
        assert "Secure" not in flags
        assert "set-cookie" not in (await client.get("/api/session")).headers
        assert "set-cookie" in (await Client(client.front).get("/api/runs/x/keyframes")).headers

    client.run(scene())


@pytest.mark.parametrize("change", ["x", "cut", "=", "swap", "\xff", '"', "a" * 5000])
def test_forged_cookies_become_new_people(client: Client, change: str) -> None:
    async def scene() -> None:
        await client.get("/api/session")
        signed = client.cookie.removeprefix("lab=")
        value = {"cut": signed[:-3], "swap": signed[::-1]}.get(change, change + signed)
        for url in ("/api/session", "/api/runs/x/keyframes"):
            reply = await client.get(url, cookie=f"lab={value}")
            assert reply.status in (200, 404)
            assert reply.headers["set-cookie"].startswith("lab=")

    client.run(scene())


def test_identities_live_as_long_as_the_secret(tmp_path: Path) -> None:
    first = make_site(tmp_path / "a").identities
    cookie = first.cookie(first.read(""), secure=True)
    assert "; Secure" in cookie
    assert not make_site(tmp_path / "a").identities.read(cookie).fresh
    assert make_site(tmp_path / "b").identities.read(cookie).fresh


def test_one_computation_for_many_and_the_oldest_is_forgotten() -> None:
    import asyncio

    made: list[int] = []

    async def scene() -> None:
        cache = ByteCache(100)

        async def make(key: int) -> bytes:
            made.append(key)
            await asyncio.sleep(0.01)
            if key == 7:
                raise ValueError("expected anything but 7, got 7")
            return bytes(20)

        await asyncio.gather(*[cache.get(1, lambda: make(1)) for _ in range(50)])
        assert made == [1]
        for key in range(2, 7):
            await cache.get(key, lambda key=key: make(key))  # type: ignore[misc]
        assert (len(cache), cache.size) == (5, 100)
        await cache.get(1, lambda: make(1))
        assert made.count(1) == 2
        for _ in range(2):
            with pytest.raises(ValueError, match="7"):
                await cache.get(7, lambda: make(7))
        assert made.count(7) == 2

    asyncio.run(scene())


def test_what_nobody_asks_for_is_forgotten_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    at = [100.0]
    monkeypatch.setattr("webapp.front.cache.time.monotonic", lambda: at[0])

    async def make() -> bytes:
        return bytes(20)

    async def scene() -> None:
        cache = ByteCache(100)
        for key in range(3):
            await cache.get(key, make)
        at[0] += 50
        await cache.get(0, make)
        at[0] += 11
        cache.forget_unused(at[0])
        assert (len(cache), cache.size) == (1, 20)
        cache.forget_unused(at[0] + 60)
        assert (len(cache), cache.size) == (0, 0)

    asyncio.run(scene())


def test_every_route_of_the_front_has_its_handler(client: Client) -> None:
    handlers = client.run(_open(client))
    assert [row.handler for row in ROUTES if not callable(getattr(handlers, row.handler))] == []


async def _open(client: Client) -> object:
    return client.front.open()
