"""The parts that instant pages share: grids, planes, long states, the server out of reach."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route

from tests.browser.conftest import Visit
from tests.browser.instants import Instant, visit_instant
from tests.browser.lab import until

PASTE = """([selector, text]) => {
  const cell = document.querySelector(selector);
  cell.focus();
  const data = new DataTransfer();
  data.setData("text", text);
  cell.dispatchEvent(new ClipboardEvent("paste",
    { clipboardData: data, bubbles: true, cancelable: true }));
}"""
FIRST = "#matrix-W [data-at='0,0']"


def score(page: Instant, k: int) -> str:
    return page.text(f"[data-score='{k}']")


def test_a_cell_by_keyboard(visit: Visit) -> None:
    page = visit_instant(visit(), "scores", lang="en")
    page(FIRST).focus()
    page.after(lambda: page.page.keyboard.press("ArrowUp"))
    assert page.query["W"].startswith("0.3,")
    assert score(page, 0) == "-91.2"
    page.page.keyboard.press("Enter")
    assert page.js("document.activeElement.dataset.at") == "1,0"
    page.page.keyboard.type("۲٫۵")
    page.after(lambda: page.page.keyboard.press("Tab"))
    assert page("#matrix-W [data-at='1,0']").input_value() == "2.5"
    assert score(page, 1) == "493.9"


@pytest.mark.parametrize("copied", ["1\t2\n3\t4", "1, 2\r\n3, 4\r\n", "۱؛۲\n۳؛۴", "1,2;3,4"])
def test_a_pasted_table_takes_the_place_of_the_old_one(visit: Visit, copied: str) -> None:
    page = visit_instant(visit(), "scores", lang="en")
    page.after(lambda: page.js(PASTE, [FIRST, copied]))
    assert page.query["W"] == "1,2;3,4"
    assert page("#matrix-W [data-at]").count() == 4
    assert [score(page, k) for k in (0, 1)] == ["519.1", "1,095.2"]
    page.after(lambda: page.page.keyboard.press("Control+z"))
    assert page("#matrix-W [data-at]").count() == 12
    assert score(page, 0) == "-96.8"


def test_a_malformed_table_gets_a_sentence(visit: Visit) -> None:
    person = visit()
    person.expected.append("status of 400")
    page = visit_instant(person, "scores", lang="en")
    page.js(PASTE, [FIRST, "1,2\n3"])
    until(lambda: "2 numbers in every row, got 1" in page.text("#matrix-W .error"), "why")
    page.js(PASTE, [FIRST, "1,2\n3,nan"])
    until(lambda: "row 2, number 2" in page.text("#matrix-W .error"), "where")
    assert [score(page, k) for k in (0, 1, 2)] == ["-96.8", "437.9", "60.75"]
    assert page("#matrix-W [data-at]").count() == 12


def test_a_point_by_keyboard(visit: Visit) -> None:
    page = visit_instant(visit(), "losses", lang="en")
    handle = page("#both [role=slider]")
    handle.focus()
    before = float(handle.get_attribute("aria-valuenow") or 0)
    page.after(lambda: page.page.keyboard.press("ArrowRight"))
    step = float(handle.get_attribute("aria-valuenow") or 0) - before
    assert 0 < step < 0.5
    page.after(lambda: page.page.keyboard.press("Shift+ArrowRight"))
    assert float(handle.get_attribute("aria-valuenow") or 0) == pytest.approx(before + 11 * step)
    # The rival stands at 5.1: from a loss of 2.9 it falls as far as the score has risen.
    assert float(page.text("[data-slot='hinge-0'] .num")) == pytest.approx(2.9 - 11 * step)


def test_a_state_too_long_for_an_address(visit: Visit) -> None:
    page = visit_instant(visit(), "scores", lang="en")
    digits = "0" * 38
    long = ";".join(",".join(f"{'0' * 20}{i + j}.{digits}5" for j in range(12)) for i in range(10))
    page.after(lambda: page.js(PASTE, [FIRST, long]))
    assert score(page, 1) == "601.2"
    until(lambda: page.query.get("link"), "a short link in the address")
    assert "W" not in page.query
    page.page.reload()
    page.ready()
    assert score(page, 1) == "601.2"


def test_a_server_out_of_reach_keeps_the_picture(visit: Visit) -> None:
    person = visit()
    person.expected.append("ERR_FAILED")
    page = visit_instant(person, "scores", lang="en")

    def refuse(route: Route) -> None:
        route.abort()

    page.page.route("**/events?*", refuse)
    page(FIRST).press("ArrowUp")
    page("[data-notice=refused]").wait_for()
    assert score(page, 0) == "-96.8"
    page.page.unroute("**/events?*", refuse)
    page.after(lambda: page("[data-notice=refused] .acts button").click())
    assert score(page, 0) == "-91.2"
