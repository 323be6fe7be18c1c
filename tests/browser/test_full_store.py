"""A store of runs without room for more: what the page says, and how the run goes on."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.broker import Broker
from tests.browser.conftest import ROOM
from tests.browser.lab import LINEAR
from tests.browser.visitor import Visitor
from tests.server import Server


def test_the_page_names_the_store_and_says_what_to_do(
    chromium: Browser, tmp_path: Path, broker: Broker
) -> None:
    with Server(tmp_path, hosts=ROOM, RUN_STORE=broker.url) as server:
        reader, client = Visitor(chromium, server, server.url), broker.client()
        reader.expected += ["status of 503"]  # what the page would write meanwhile
        lab = reader.lab(lang="en", **{**LINEAR, "speed": "20"})
        run_id = lab.run(steps=5)
        client.config_set("maxmemory", "1mb")
        lab.page.wait_for_timeout(1500)
        client.config_set("maxmemory", "0")
        lab.reaches("paused")
        said = lab.notice("full").inner_text()
        assert said.startswith("The store of runs is full; the run waits.")
        assert "Delete runs that you no longer need" in said

        other = Visitor(chromium, server, server.url)
        persian = other.lab(lang="fa", run=run_id).notice("full")
        persian.wait_for()
        assert "انبار اجراها پر است" in persian.inner_text()

        step = lab.step
        lab.press("main")
        lab.gets_to(step + 5)
        assert lab.notice("full").count() == 0
        assert other.leave() == reader.leave() == []
