"""Runs by HTTP: start, list, steer; what belongs to whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.http.fakes import TOKEN, Client, keep_step, make_front, make_site, state_file
from webapp.api.site import Site


async def start(client: Client, **params: str) -> str:
    reply = await client.post("/api/runs", {"demo": "trains", "params": params})
    assert reply.status == 201, reply.json
    return str(reply.json["id"])


def test_a_run_is_started_and_found(client: Client) -> None:
    async def scene() -> None:
        reply = await client.post("/api/runs", {"demo": "trains", "params": {"lr": 0.5}})
        assert (reply.status, reply.json["state"], reply.json["position"]) == (201, "queued", 1)
        found = await client.get(reply.headers["location"])
        said = found.json
        assert (said["owner"], said["demo"], said["params"]) == ("me", "trains", {"lr": "0.5"})
        assert (await client.get("/api/runs?mine=1")).json["runs"] == [said]
        stranger = Client(client.front)
        assert (await stranger.get(reply.headers["location"])).json["owner"] == "other"
        assert (await stranger.get("/api/runs?mine=1")).json["runs"] == []

    client.run(scene())


def test_all_bad_fields_at_once_with_the_nearest_name(client: Client) -> None:
    async def scene() -> None:
        params = {"lr": 7, "hiden": 3, "hidden": "many"}
        reply = await client.post("/api/runs", {"demo": "trains", "params": params})
        assert (reply.status, reply.json["error"]) == (400, "bad_params")
        assert set(reply.json["fields"]) == {"lr", "hiden", "hidden"}
        assert reply.json["refusals"]["hiden"]["low"] == "hidden"
        assert reply.json["refusals"]["lr"] == {"rule": "real", "low": 0, "high": 1, "got": "7"}
        reply = await client.post("/api/runs", {"demmo": "trains", "params": [1]})
        assert set(reply.json["fields"]) == {"demmo", "params", "demo"}
        for body in ([], None, 3, "x"):
            reply = await client.post("/api/runs", body)
            assert set(reply.json["fields"]) == {"body"}

    client.run(scene())


def test_its_owner_chooses_what_becomes_of_it_while_nobody_watches(client: Client) -> None:
    async def scene() -> None:
        reply = await client.post("/api/runs", {"demo": "trains", "unwatched": "stop"})
        url = reply.headers["location"]
        assert (await client.get(url)).json["unwatched"] == "stop"
        for what in ("train", "wait"):
            reply = await client.send_json("PATCH", url, {"unwatched": what})
            assert (reply.status, reply.json["unwatched"]) == (200, what)
        for what in ("", "never", 1):
            for method, to, more in (("PATCH", url, {}), ("POST", "/api/runs", {"demo": "trains"})):
                reply = await client.send_json(method, to, {**more, "unwatched": what})
                assert (reply.status, list(reply.json["fields"])) == (400, ["unwatched"])
        stranger = Client(client.front)
        reply = await stranger.send_json("PATCH", url, {"unwatched": "stop"})
        assert (reply.status, reply.json["error"]) == (403, "not_yours")

    client.run(scene())


def test_who_comes_back_too_late_is_told_how_long_runs_are_kept(client: Client) -> None:
    reply = client.run(client.get(f"/api/runs/{'0' * 32}?lang=en"))
    assert (reply.status, reply.json["error"]) == (404, "unknown_run")
    assert reply.json["message"].endswith(
        "a run is kept for 14 days after its end or its last visit."
    )


def test_a_run_may_begin_with_a_count_of_steps(client: Client, site: Site) -> None:
    async def scene() -> None:
        reply = await client.post("/api/runs", {"demo": "trains", "steps": 3})
        row = site.store._parts.row(reply.json["id"])  # type: ignore[attr-defined]
        assert (row["command"], row["steps"]) == ("step", 3)
        for steps in (-1, 10**6, "3", True):
            reply = await client.post("/api/runs", {"demo": "trains", "steps": steps})
            assert (reply.status, list(reply.json["fields"])) == (400, ["steps"])

    client.run(scene())


def test_unknown_demos_name_the_nearest(client: Client) -> None:
    reply = client.run(client.post("/api/runs", {"demo": "train"}))
    assert (reply.status, reply.json["error"]) == (404, "unknown_demo")
    assert "trains" in reply.json["message"]
    reply = client.run(client.post("/api/runs", {"demo": "sums"}))
    assert (reply.status, reply.json["error"]) == (409, "not_live")


def test_the_owner_steers(client: Client) -> None:
    async def scene() -> None:
        url = f"/api/runs/{await start(client)}"
        reply = await client.send_json("PATCH", url, {"params": {"lr": 0.2}, "title": "mine"})
        assert (reply.json["params"], reply.json["title"]) == ({"lr": "0.2"}, "mine")
        back = await client.send_json("PATCH", url, {"params": {"lr": 0.1}})
        assert back.json["params"]["lr"] == "0.1"
        assert (await client.send_json("PATCH", url, {"command": "pause"})).json[
            "state"
        ] == "paused"
        stopped = await client.send_json("PATCH", url, {"command": "stop"})
        assert stopped.json["state"] == "stopped"
        late = await client.send_json("PATCH", url, {"command": "resume"})
        assert (late.status, late.json["error"]) == (409, "ended")
        assert (await client.ask("DELETE", url)).status == 204
        assert (await client.get(url)).status == 404

    client.run(scene())


@pytest.mark.parametrize(
    ("patch", "field"),
    [
        ({}, "body"),
        ({"command": "explode"}, "command"),
        ({"command": 3}, "command"),
        ({"steps": 3}, "steps"),
        ({"command": "step", "steps": 0}, "steps"),
        ({"command": "step", "steps": True}, "steps"),
        ({"params": {"hidden": 9}}, "hidden"),
        ({"params": {"lr": "x"}}, "lr"),
        ({"title": "x" * 81}, "title"),
        ({"title": "a\nb"}, "title"),
        ({"colour": 1}, "colour"),
    ],
)
def test_bad_patches_change_nothing(client: Client, patch: object, field: str) -> None:
    async def scene() -> None:
        url = f"/api/runs/{await start(client)}"
        before = (await client.get(url)).json
        reply = await client.send_json("PATCH", url, patch)
        assert (reply.status, list(reply.json["fields"])) == (400, [field])
        assert (await client.get(url)).json == before

    client.run(scene())


def test_others_may_watch_but_not_steer(client: Client) -> None:
    async def scene() -> None:
        url = f"/api/runs/{await start(client)}"
        stranger = Client(client.front)
        for method, body in (("PATCH", {"command": "stop"}), ("DELETE", None)):
            reply = await stranger.send_json(method, url, body)
            assert (reply.status, reply.json["error"]) == (403, "not_yours")
        assert (await stranger.get(url)).status == 200
        pinning = await client.send_json("PATCH", url, {"pinned": True})
        assert (pinning.status, pinning.json["error"]) == (403, "presenter_only")
        await stranger.post("/api/session", {"token": TOKEN})
        reply = await stranger.send_json("PATCH", url, {"pinned": True, "command": "pause"})
        assert (reply.json["pinned"], reply.json["state"]) == (True, "paused")

    client.run(scene())


def test_a_presenters_run_is_known_as_such(client: Client) -> None:
    async def scene() -> None:
        await client.post("/api/session", {"token": TOKEN})
        url = f"/api/runs/{await start(client)}"
        assert (await client.get(url)).json["owner"] == "me"
        assert (await Client(client.front).get(url)).json["owner"] == "presenter"

    client.run(scene())


@pytest.mark.parametrize("id", ["x", "..", "%2e%2e", "a" * 65, "a/b", "\u06f1", "%00", "x'--"])
def test_junk_ids_are_unknown(client: Client, id: str) -> None:
    async def scene() -> None:
        for tail in ("", "/events", "/look?step=1", "/keyframes", "/state"):
            assert (await client.get(f"/api/runs/{id}{tail}")).status == 404
        assert (await client.ask("DELETE", f"/api/runs/{id}")).status in (404, 405)

    client.run(scene())


def test_limits_of_a_person_are_429(tmp_path: Path) -> None:
    site = make_site(tmp_path, live_per_person=1, queued_per_person=1, queue=3)
    client = Client(make_front(site))

    async def scene() -> None:
        await start(client)
        await start(client)
        reply = await client.post("/api/runs", {"demo": "trains"})
        assert (reply.status, reply.json["error"]) == (429, "limit")
        await start(Client(client.front))
        reply = await Client(client.front).post(
            "/api/runs", {"demo": "trains"}, accept_language="fa"
        )
        assert (reply.status, reply.json["error"]) == (503, "full")
        assert int(reply.headers["retry-after"]) > 0
        assert "صف" in reply.json["message"]

    client.run(scene())
    client.close()


def test_looks_are_cached_and_unknown_steps_name_the_nearest(client: Client, site: Site) -> None:
    from tests.http.fakes import Trains

    async def scene() -> None:
        run_id = await start(client)
        for step in (0, 100, 200):
            keep_step(site, run_id, step)
        steps = (await client.get(f"/api/runs/{run_id}/keyframes")).json
        assert steps == {"steps": [0, 100, 200], "latest": 200}
        Trains.looks.clear()
        first = await client.get(f"/api/runs/{run_id}/look?what=square&step=100")
        again = await client.get(f"/api/runs/{run_id}/look?step=100&lang=fa&what=square")
        assert first.body == again.body
        assert "immutable" in first.headers["cache-control"]
        assert Trains.looks == [100]
        assert first.json["events"][0]["name"] == "square"
        moved = await client.get(f"/api/runs/{run_id}/look?step=130&what=square")
        assert moved.status == 307
        assert moved.headers["location"] == f"/api/runs/{run_id}/look?what=square&step=200"
        gone = await client.get(f"/api/runs/{run_id}/look?step=999")
        assert (gone.status, gone.json["error"], gone.json["nearest"]) == (404, "unknown_step", 200)
        bad = await client.get(f"/api/runs/{run_id}/look?step=100&what=circle")
        assert (bad.status, list(bad.json["fields"])) == (400, ["what"])
        for step in ("", "-1", "x", "1" * 30):
            reply = await client.get(f"/api/runs/{run_id}/look?step={step}")
            assert (reply.status, list(reply.json["fields"])) == (400, ["step"])

    client.run(scene())


def test_a_crowd_of_different_looks_is_slowed_down(client: Client, site: Site) -> None:
    async def scene() -> None:
        run_id = await start(client)
        keep_step(site, run_id, 1)
        client.front.open().looks._waiting = 50
        reply = await client.get(f"/api/runs/{run_id}/look?step=1")
        assert (reply.status, reply.json["error"]) == (429, "busy")
        assert reply.headers["retry-after"] == "1"
        client.front.open().looks._waiting = 0
        assert (await client.get(f"/api/runs/{run_id}/look?step=1")).status == 200

    client.run(scene())


def test_a_state_goes_out_and_comes_back(client: Client, site: Site, tmp_path: Path) -> None:
    async def scene() -> None:
        run_id = await start(client)
        assert (await client.get(f"/api/runs/{run_id}/state")).json["error"] == "no_state"
        blob = state_file(site.files.checkpoint(run_id))  # type: ignore[attr-defined]
        out = await client.get(f"/api/runs/{run_id}/state")
        assert out.body == blob
        assert out.headers["content-disposition"].startswith('attachment; filename="trains-')
        back = await client.ask("POST", "/api/states", blob, OCTETS)
        assert back.status == 201
        said = {"demo": "trains", "params": {}, "step": 7}
        assert {name: back.json[name] for name in said} == said
        go_on = {"demo": "trains", "state": back.json["id"]}
        reply = await client.post("/api/runs", go_on)
        source = (await client.get(reply.headers["location"])).json["source"]
        assert source == back.json["id"]
        wrong = await client.post("/api/runs", {**go_on, "params": {"hidden": 9}})
        assert (wrong.status, wrong.json["error"]) == (400, "bad_state")
        assert "weights/0.w" in wrong.json["message"]
        lost = await client.post("/api/runs", {"demo": "trains", "state": "0" * 32})
        assert (lost.status, lost.json["error"]) == (404, "unknown_state")

    client.run(scene())


OCTETS = {"content-type": "application/octet-stream"}


@pytest.mark.parametrize("blob", [b"", b"x" * 100, b"\xff" * 9, b"\x02" + bytes(7) + b"{}"])
def test_what_is_no_state_file_is_refused(client: Client, blob: bytes) -> None:
    reply = client.run(client.ask("POST", "/api/states", blob, OCTETS))
    assert (reply.status, reply.json["error"]) == (400, "bad_state")


def test_a_data_set_is_fetched_by_presenters_alone(client: Client) -> None:
    async def scene() -> None:
        refused = await client.post("/api/data/cifar10", {})
        assert (refused.status, refused.json["error"]) == (403, "presenter_only")
        assert (await client.post("/api/runs", {"demo": "fetch"})).status == 403
        await client.post("/api/session", {"token": TOKEN})
        reply = await client.post("/api/data/cifar10", {})
        assert reply.status == 201
        assert (await client.get(reply.headers["location"])).json["demo"] == "fetch"
        unknown = await client.post("/api/data/moons", {})
        assert (unknown.status, unknown.json["error"]) == (404, "unknown_set")

    client.run(scene())


def test_a_presenters_run_goes_first(client: Client) -> None:
    async def scene() -> None:
        url = f"/api/runs/{await start(client)}"
        teacher = Client(client.front)
        await teacher.post("/api/session", {"token": TOKEN})
        reply = await teacher.post("/api/runs", {"demo": "trains"})
        assert reply.json["position"] == 1
        assert (await client.get(url)).json["position"] == 2

    client.run(scene())
