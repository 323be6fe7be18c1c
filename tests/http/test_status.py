"""`/status` and `/api/status`: the presenter alone sees who runs what."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from engine.backend import CPU, Device
from engine.events import Metrics, Start, State
from tests.http.fakes import TOKEN, Client, make_site, say
from tests.pages.prose import Prose
from webapp.api.site import Site
from webapp.awaited import FILE, LATE_S, await_card
from webapp.front import status
from webapp.overview import Pace, pace
from webapp.runs import open_lab
from webapp.trainer.returning import FIRST_S, Returning


def test_others_get_a_sentence(client: Client) -> None:
    async def scene() -> None:
        page = await client.get("/status?lang=en")
        assert page.status == 403
        assert "open the presenter link that the server printed" in page.body.decode()
        fa = (await client.get("/status?lang=fa")).body.decode()
        assert "این صفحه از آنِ ارائه‌دهنده است" in fa
        refused = await client.get("/api/status")
        assert (refused.status, refused.json["error"]) == (403, "presenter_only")
        assert b"/status" not in (await client.get("/runs?lang=en")).body

    client.run(scene())


def test_everything_the_page_shows(client: Client, site: Site) -> None:
    async def scene() -> None:
        await client.post("/api/session", {"token": TOKEN})
        own = (await client.post("/api/runs", {"demo": "trains", "title": "mine"})).json["id"]
        other = site.store.submit("f" * 32, "trains", {}).id
        waiting = site.store.submit("f" * 32, "trains", {}).id
        site.store.command(other, "pause")
        leases = open_lab(site.settings).leases
        leases.beat("trainer-1.00ff")
        lease = leases.claim("trainer-1.00ff")
        assert lease is not None
        leases.progress(lease, 3, 1.0, 0, saved=False)
        say(site, own, [State("running"), Start(own, "trains", {}, 0, 1, "NumPy"),
                        Metrics(2, {"examples_per_s": 99.0}, time.time() - 2, 1.0),
                        Metrics(3, {"examples_per_s": 320.0}, time.time(), 1.5)])  # fmt: skip
        said = (await client.get("/api/status")).json
        assert [run["id"] for run in said["queue"]] == [waiting]
        assert [(run["id"], run["state"]) for run in said["runs"]] == [
            (own, "running"),
            (other, "paused"),
        ]
        mine, last = said["runs"][0], said["queue"][0]
        assert (mine["who"]["role"], mine["title"], mine["step"]) == ("me", "mine", 3)
        assert mine["device"] == "NumPy"
        assert mine["examples_per_s"] == pytest.approx(
            80, rel=0.01
        )  # it trains a quarter of the time
        assert mine["trainer"] == "trainer-1"
        assert (last["who"]["role"], last["position"]) == ("other", 1)
        assert re.fullmatch("[0-9a-f]{4}", last["who"]["tag"])
        assert last["who"]["tag"] != "ffff"
        (trainer,) = said["trainers"]
        assert (trainer["name"], trainer["runs"], trainer["well"]) == ("trainer-1", 1, True)
        assert said["examples_per_s"] == mine["examples_per_s"]
        assert (said["running"], said["paused"]) == (1, 1)
        assert said["longest_wait"] >= last["seconds"] >= 0
        assert 0 < said["disk"]["free"] < said["disk"]["total"]
        assert said["streams"] == {"open": 0, "most": site.settings.streams, "late": None}
        assert said["devices"][0]["cores"] >= 1
        assert said["restarts"] == {"web": 0, "trainer": 0, "all": 0}
        assert "f" * 32 not in (await client.get("/api/status")).body.decode()
        assert b'href="/status"' in (await client.get("/runs?lang=en")).body

    client.run(scene())


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_the_page_is_whole_in_its_language(client: Client, lang: str) -> None:
    async def scene() -> str:
        await client.post("/api/session", {"token": TOKEN})
        reply = await client.get(f"/status?lang={lang}")
        assert reply.status == 200
        return reply.body.decode()

    html = client.run(scene())
    assert f'<html lang="{lang}"' in html
    assert html.count("<h1>") == 1
    seen = Prose(html)
    assert seen.inline_scripts == 0
    other = r"[A-Za-z]{2,}" if lang == "fa" else r"[\u0600-\u06ff]"
    allowed = {"فارسی"} if lang == "en" else set()
    assert [t for t in seen.texts if t not in allowed and re.search(other, t)] == []


def test_a_report_that_is_old_or_of_an_earlier_life_says_no_speed(site: Site) -> None:
    run = site.store.submit("somebody", "trains", {}).id
    now = time.time()
    start = Start(run, "trains", {}, 0, 1, "NumPy")
    speed = {"examples_per_s": 100.0}
    assert pace(site.log, run, now) == Pace(None, "")
    say(site, run, [start, Metrics(1, speed, now - 4, 50.0)])
    assert pace(site.log, run, now) == Pace(100.0, "NumPy")  # nothing to compare with: it alone
    assert pace(site.log, run, now + 7) == Pace(None, "NumPy")
    say(site, run, [start, Metrics(1, speed, now - 2, 3.0), Metrics(2, speed, now, 4.0)])
    assert pace(site.log, run, now) == Pace(50.0, "NumPy")  # an earlier life does not count


def test_a_lost_card_is_said_to_be_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "_cuda", lambda: 13)
    lost = make_site(tmp_path / "lost", device="gpu")

    def card(site: Site) -> tuple[bool, float | None]:
        found = status._devices(site)[1]
        return found["used"], found["asked_in"]

    assert card(lost) == (True, None)
    trainer = Returning("gpu", CPU, lost.folder)
    used, asked_in = card(lost)
    assert (used, asked_in) == (False, pytest.approx(FIRST_S, abs=5))
    assert card(make_site(lost.folder, device="cpu")) == (False, None)  # the host has chosen so
    await_card(lost.folder, -1)
    assert card(lost) == (False, 0)  # it is being asked
    await_card(lost.folder, -LATE_S - 1)
    assert card(lost) == (True, None)  # whoever waited is gone
    trainer.lost()
    Returning("gpu", Device("gpu", "Fake Card"), lost.folder)  # the trainer that finds it again
    assert not (lost.folder / FILE).exists()
