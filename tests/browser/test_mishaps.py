"""A server with a graphics card that is small and breaks: what the page says and offers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import ROOM
from tests.browser.lab import LINEAR
from tests.browser.visitor import Visitor
from tests.fake_card import compile_library, environment, install_wheel
from tests.server import Server

RUN = {**LINEAR, "speed": "20", "batch": 512}


@pytest.fixture(scope="module")
def carded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that has found its card, as far as it can tell."""
    home = tmp_path_factory.mktemp("packages")
    found = environment(home, compile_library(tmp_path_factory.mktemp("driver")))
    install_wheel(home, "cupy-cuda13x")
    faulty = {"DEVICE": "gpu", "GRADIENT_LAB_DEMOS": "tests.faulty_card"}
    folder = tmp_path_factory.mktemp("carded")
    with Server(folder, hosts=ROOM, **found, **faulty) as running:
        yield running


def test_a_card_too_small_and_then_lost(chromium: Browser, carded: Server) -> None:
    """Refused with its need, started smaller by consent, gone on on the CPU: in one sitting."""
    reader = Visitor(chromium, carded, carded.url)
    # A picture may be asked for of a step that the new start drops just then.
    reader.expected += ["status of 404"]
    lab = reader.lab(lang="en", **RUN)
    lab.press("main")
    lab.reaches("failed")
    said = lab.notice("failed").inner_text()
    assert "The run needs 12,544 MB on the graphics card; 3,520 MB are free." in said
    offered = lab.notice("failed").get_by_role("button")
    assert offered.inner_text() == "Start with batches of 128"
    first = lab.run_id
    assert reader.run(first)["params"]["batch"] == "512"  # nobody shrank it unasked
    offered.press("Enter")
    lab.reaches("running", but=first)
    assert lab.query["batch"] == "128"
    lab.notice("note").wait_for()
    assert "The graphics card Fake Card of the server is lost" in lab.notice("note").inner_text()
    assert lab.notice("resumed").count() == lab.notice("failed").count() == 0
    lab.gets_to(60)
    starts = [data for name, data in log_of(reader, lab.run_id) if name == "start"]
    assert [start["device"] for start in starts] == ["Fake Card", "NumPy"]
    assert 0 < starts[1]["step"] <= 50
    assert f"from step {starts[1]['step']}." in lab.notice("note").inner_text()

    other = Visitor(chromium, carded, carded.url)
    page = other.lab(lang="fa", run=lab.run_id)
    note = page.notice("note")
    note.wait_for()
    assert "از دست رفت؛ اجرا از گام" in note.inner_text()
    assert note.locator("bdi").first.inner_text() == "Fake Card"
    page.page.goto(other.address("/demos/cifar10", lang="fa", run=first))
    failed = page.ready().notice("failed")
    failed.wait_for()
    assert failed.get_by_role("button").inner_text() == "آغاز با دسته‌های 128تایی"
    assert [bdi.inner_text() for bdi in failed.locator("p bdi").all()] == ["12,544", "3,520"]
    assert other.leave() == reader.leave() == []


def log_of(reader: Visitor, run_id: str) -> list[tuple[str, dict[str, Any]]]:
    """What the run has said until its step 60."""
    heard = []
    events = reader.events(run_id)
    for name, data in events:
        heard.append((name, data))
        if name == "metrics" and data["step"] >= 60:
            break
    events.close()
    return heard
