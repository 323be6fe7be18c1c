"""The shell in a real browser: form, address, keys, tabs, and axe on every page and theme."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOM
from tests.browser.lab import LINEAR

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text()
SMALL = "layers=flatten;dense&layers.1.units=10&batch=8"  # trains fast beside other tests
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def violations(page: Page) -> list[str]:
    """What axe finds; run from here, so that the page's own policy stays as it is."""
    page.evaluate(AXE)
    found = page.evaluate("async () => (await axe.run()).violations")
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found]


def ready(page: Page) -> Page:
    page.wait_for_selector("html[data-ready]", timeout=15_000)
    return page


def until(page: Page, holds: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for what the page's policy does not let Playwright wait for by itself."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        page.wait_for_timeout(50)


def last_step(page: Page) -> int:
    return int(page.get_attribute("#run-scrub", "max") or 0)


def started(page: Page) -> str:
    """Press Run; the query that names the run."""
    page.click("#run-main")
    expect(page.locator("#run-state")).to_have_text("running", timeout=15_000)
    expect(page).to_have_url(re.compile("run="))
    return re.findall(r"run=\w+", page.url)[0]


def params(page: Page) -> str:
    """The query of the address without what names the run."""
    return re.sub(r"run=\w+&?", "", page.url.partition("?")[2]).rstrip("&")


def settled(page, path: str) -> None:
    """A demo's curves are drawn; its stream never lets the network be idle."""
    if path.startswith("/demos/"):
        page.wait_for_selector("#curves .drawing svg")
    else:
        page.wait_for_load_state("load")


@pytest.mark.parametrize("path", ["/", "/demos/cifar10", "/reference", "/runs", "/nothing"])
@pytest.mark.parametrize(("lang", "theme"), [("en", "light"), ("fa", "dark"), ("fa", "projector")])
def test_axe_finds_nothing(visit, path: str, lang: str, theme: str) -> None:
    person = visit()
    person.expected += ["status of 404"] * (path == "/nothing")
    page = person.open(f"{path}?lang={lang}&theme={theme}")
    settled(page, path)
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/", "/demos/cifar10", "/reference", "/runs"])
def test_no_page_scrolls_sideways_on_a_phone(visit, path: str) -> None:
    page = visit(**{**PHONE, "viewport": {"width": 360, "height": 740}}).open(f"{path}?lang=fa")
    settled(page, path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_typed_comes_into_the_address_and_back(visit) -> None:
    person = visit()
    page = ready(person.open("/demos/cifar10?lang=fa"))
    page.fill("#f-lr", "۰٫۰۰۵")
    page.press("#f-lr", "Enter")
    page.select_option("#f-rule", "momentum")
    page.click("[data-more='f-batch']")
    expect(page.locator("#f-lr")).to_have_value("0.005")
    assert params(page) == "lang=fa&lr=0.005&batch=65&rule=momentum"
    again = ready(person.open(f"/demos/cifar10?{params(page)}"))
    expect(again.locator("#f-lr")).to_have_value("0.005")
    expect(again.locator("[id='f-rule.mu~momentum']")).to_be_visible()
    expect(again.locator("[id='f-rule.beta1~adam']")).to_be_hidden()
    expect(again.locator("[id='f-rule.beta1~adam']")).to_be_disabled()


def test_a_slider_moves_the_number_and_the_number_the_slider(visit) -> None:
    page = ready(visit().open("/demos/cifar10?lang=en"))
    slider = page.locator("[data-slides='f-lr']")
    slider.focus()
    slider.press("End")
    expect(page.locator("#f-lr")).to_have_value("1")
    page.fill("#f-lr", "0.001")
    page.press("#f-lr", "Tab")
    expect(slider).to_have_value("500")


def test_a_refused_value_is_told_under_its_field(visit) -> None:
    page = ready(visit().open("/demos/cifar10?lang=en"))
    page.fill("#f-lr", "30")
    page.press("#f-lr", "Enter")
    expect(page.locator("#e-lr")).to_contain_text("expected a number from 1e-06 to 1, got 30")
    expect(page.locator("#f-lr")).to_have_attribute("aria-invalid", "true")
    page.fill("#f-lr", "0.3")
    page.press("#f-lr", "Enter")
    expect(page.locator("#e-lr")).to_be_hidden()


def test_the_list_of_layers_is_edited_by_keys_alone(visit) -> None:
    page = ready(visit().open("/demos/cifar10?lang=en"))
    rows = page.locator("[data-many=layers] [data-row]")
    length = rows.count()
    rows.nth(1).locator("summary").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(rows.nth(0)).to_have_attribute("data-key", "relu")
    expect(rows.nth(1).locator("[name='layers.1.filters']")).to_have_value("16")
    page.keyboard.press("Delete")
    expect(rows).to_have_count(length - 1)
    expect(rows.nth(0).locator("[name='layers.0.filters']")).to_have_value("16")
    assert params(page).split("layers=")[1].startswith("conv;maxpool;")
    page.select_option("[data-many=layers] select[data-option]", "dropout")
    page.click("[data-many=layers] [data-add]")
    expect(rows.nth(length - 1)).to_have_attribute("data-key", "dropout")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(n => n.id)")
    assert len(ids) == len(set(ids))


def test_a_run_by_keys_pause_step_change_scrub(visit) -> None:
    page = ready(visit().open(f"/demos/cifar10?lang=en&{SMALL}"))
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Space")
    expect(page.locator("#run-state")).to_have_text("running", timeout=15_000)
    until(page, lambda: last_step(page) > 20)
    page.keyboard.press("Space")
    expect(page.locator("#run-state")).to_have_text("paused", timeout=10_000)
    before = last_step(page)
    page.fill("#run-count", "3")
    page.click("#run-step")
    expect(page.locator("#run-scrub")).to_have_attribute("max", str(before + 3), timeout=10_000)
    page.fill("#f-lr", "0.01")
    page.press("#f-lr", "Enter")
    expect(page.locator("#toasts .notice")).to_contain_text("0.003 → 0.01", timeout=10_000)
    expect(page.locator("#run-marks .mark")).to_have_count(1)
    page.locator("#run-scrub").press("Home")
    expect(page.locator("#run-place")).to_contain_text("step 0 of")
    assert "v.step=0" in page.url
    page.click("#run-place button")
    assert "v.step" not in page.url
    page.click("#run-stop")
    expect(page.locator("#run-state")).to_have_text("stopped", timeout=10_000)


@pytest.mark.parametrize("way", ["worker", "tabs"])
def test_tabs_share_one_stream_and_survive_the_first_ones_end(visit, way: str) -> None:
    person = visit()
    first = ready(person.open(f"/demos/cifar10?lang=en&stream={way}&{SMALL}&speed=20"))
    run = started(first)
    second = ready(person.open(f"/demos/cifar10?lang=en&stream={way}&{run}"))
    expect(second.locator("#run-state")).to_have_text("running", timeout=15_000)
    expect(second.locator("#f-batch")).to_have_value("8")
    first.close()
    step = last_step(second)
    until(second, lambda: last_step(second) > step + 20)
    second.click("#run-stop")
    expect(second.locator("#run-state")).to_have_text("stopped", timeout=10_000)


def test_somebody_elses_run_is_watched_not_steered(visit) -> None:
    owner = ready(visit().open(f"/demos/cifar10?lang=en&{SMALL}&speed=5"))
    run = started(owner)
    watcher = ready(visit().open(f"/demos/cifar10?lang=fa&{run}"))
    expect(watcher.locator("#run-state")).to_have_text("تماشا · در حال اجرا", timeout=15_000)
    expect(watcher.locator("#run-main")).to_have_text("اجرای خودم")
    expect(watcher.locator("#run-stop")).to_be_disabled()
    owner.click("#run-stop")
    expect(watcher.locator("#run-state")).to_have_text("متوقف", timeout=10_000)


def test_runs_are_renamed_and_deleted_after_a_question(visit) -> None:
    person = visit()
    page = ready(person.open(f"/demos/cifar10?lang=en&{SMALL}"))
    page.click("#run-main")
    expect(page.locator("#run-state")).to_have_text("running", timeout=15_000)
    page.click("#run-stop")
    expect(page.locator("#run-state")).to_have_text("stopped", timeout=10_000)
    page.goto(page.url.split("/demos")[0] + "/runs?lang=en")
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("Name").fill("flat & small")
    page.keyboard.press("Enter")
    expect(page.locator(".runs h2")).to_have_text("flat & small")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".empty")).to_contain_text("No runs yet")


def test_theme_map_of_keys_and_link(visit) -> None:
    page = ready(visit().open("/demos/cifar10?lang=en&lr=0.01"))
    page.click("[data-theme-next]")
    assert page.get_attribute("html", "data-theme") == "dark"
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("Run or pause")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_have_count(0)
    page.click("#act-link")
    assert page.locator("#notices input").input_value().endswith("/demos/cifar10?lr=0.01")
    page.reload()
    assert page.get_attribute("html", "data-theme") == "dark"


def test_the_focus_stays_in_the_list_of_runs(visit) -> None:
    person = visit()
    for _ in range(2):
        person.start(**LINEAR)
    page = person.open("/runs?lang=en")
    focused = "document.activeElement.textContent"
    for opener, closer in (("Delete", "Keep it"), ("Rename", "Cancel")):
        page.get_by_role("button", name=opener).first.click()
        page.get_by_role("button", name=closer).click()
        assert page.evaluate(focused) == opener
    for _ in range(2):
        page.get_by_role("button", name="Delete").first.click()
        page.get_by_role("button", name="Delete").first.click()
        until(page, lambda: page.evaluate("document.activeElement.matches('#runs a')"))


def test_a_run_that_was_deleted_does_not_run(visit) -> None:
    person = visit()
    person.expected = ["404"]
    run_id = person.start(**LINEAR)
    page = ready(person.open(f"/demos/cifar10?lang=en&run={run_id}"))
    expect(page.locator("#run-state")).to_have_text("running")
    person.call("DELETE", f"/api/runs/{run_id}")
    expect(page.locator("#run-state")).to_have_text("stopped")
    expect(page.locator("[data-notice=lost]")).to_have_count(0)


def test_a_chosen_theme_outlives_the_one_of_the_address(visit) -> None:
    page = ready(visit().open("/demos/scores?lang=en&theme=projector"))
    page.click("[data-theme-next]")
    page.click("#other-language")
    ready(page)
    assert page.get_attribute("html", "data-theme") == "light"
    page.reload()
    assert page.get_attribute("html", "data-theme") == "light"


def test_the_theme_of_an_address_holds_for_its_tab(visit) -> None:
    person = visit()
    page = ready(person.open("/demos/scores?lang=en&theme=projector"))
    page.click(".brand")
    expect(page.locator("h1")).to_contain_text("See a network learn")
    assert page.get_attribute("html", "data-theme") == "projector"
    assert person.open("/?lang=en").get_attribute("html", "data-theme") is None


def test_on_a_plain_address_without_a_secure_context(visit, server) -> None:
    page = ready(visit(f"http://{ROOM}:{server.port}").open(f"/demos/cifar10?lang=en&{SMALL}"))
    assert page.evaluate("isSecureContext") is False
    page.click("#run-main")
    expect(page.locator("#run-state")).to_have_text("running", timeout=15_000)
    page.click("[data-new-seed='f-seed']")
    expect(page.locator("#f-seed")).not_to_have_value("1")
    page.click("#run-stop")
    expect(page.locator("#run-state")).to_have_text("stopped", timeout=10_000)
