"""On a phone nothing is cut, sticks out or goes on sideways without a sign."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Visit
from tests.browser.instants import visit_instant
from tests.browser.lab import until
from webapp.demos import DEMOS

LISTED = [key for key in DEMOS if DEMOS[key].listed]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
# The room of the menu and the widest of its options, both in pixels.
MENU = """() => {
  const menu = document.querySelector("#f-speed");
  const style = getComputedStyle(menu);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`; // style.font is empty
  return [menu.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight),
    Math.max(...[...menu.options].map(({ text }) => pen.measureText(text).width))];
}"""
BAR = """() => {
  const boxes = [...document.querySelectorAll(".runbar .transport .btn, .runbar .speed")]
    .map((node) => node.getBoundingClientRect()).filter(({ width }) => width)
    .sort((a, b) => a.left - b.left);
  return boxes.every((box, i) => !i || boxes[i - 1].right <= box.left + 1)
    && boxes[0].left >= 0 && boxes.at(-1).right <= innerWidth;
}"""


@pytest.mark.parametrize("width", [390, 360])
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_every_speed_can_be_read_in_the_run_bar(visit: Visit, lang: str, width: int) -> None:
    lab = visit(viewport={"width": width, "height": 844}).lab(lang=lang)
    room, widest = lab.js(MENU)
    assert widest <= room
    assert lab.js(BAR)


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_no_page_goes_on_sideways_on_the_narrowest_phone(visit: Visit, lang: str) -> None:
    person = visit(viewport={"width": 320, "height": 700})
    for path in ["/", "/runs", "/reference", *(f"/demos/{key}" for key in LISTED)]:
        page = person.open(path, lang=lang)
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        page.wait_for_timeout(600)  # what scripts draw comes after
        assert page.evaluate(over) <= 0, path


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_the_reference_needs_no_scrolling_sideways(visit: Visit, lang: str) -> None:
    page = visit(**PHONE).open("/reference", lang=lang)
    wide = "(all) => all.filter((node) => node.scrollWidth > node.clientWidth + 1).length"
    assert page.locator(".scroll").evaluate_all(wide) == 0
    default = page.locator("[id='demo.cifar10'] tr").nth(2).locator("td").nth(2)
    said = default.evaluate("(node) => getComputedStyle(node, '::before').content")
    assert said == ('"Default"' if lang == "en" else '"پیش‌فرض"')


def test_the_names_of_the_blocks_stay_on_the_page(visit: Visit) -> None:
    page = visit_instant(visit(**PHONE), "scores", lang="fa")
    until(lambda: page("#blocks text").count() == 4, "four blocks")
    ends = "(all) => Math.max(...all.map((node) => node.getBoundingClientRect().right))"
    right = page("#blocks").bounding_box()
    assert right is not None
    assert page("#blocks text").evaluate_all(ends) <= right["x"] + right["width"]


def test_code_that_goes_on_sideways_darkens_its_edge(visit: Visit) -> None:
    code = visit(**PHONE).lab(lang="en")("pre.code").first
    assert code.evaluate("(node) => node.scrollWidth > node.clientWidth")
    look = code.evaluate("(node) => getComputedStyle(node).backgroundAttachment")
    assert look.split(", ")[:4] == ["local", "local", "scroll", "scroll"]


def test_a_formula_has_no_dashes_before_the_first_numbers(visit: Visit) -> None:
    lab = visit().lab("templates", lang="en")
    assert "–" not in lab("#lesson").inner_text()
    lab("#lesson .formula").first.scroll_into_view_if_needed()
    lab.run(3)
    until(lambda: lab("#lesson .formula[data-known]").count(), "numbers in a formula")
    assert lab("#lesson .formula .today").first.is_visible()


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_indices_of_a_question_are_small(visit: Visit, lang: str) -> None:
    asked = {"v.whatif": "own", "v.guess": "own1"}
    page = visit_instant(visit(), "losses", lang=lang, **asked)
    assert page("#whatif-options sub").first.inner_text() == "i"
    verdict = page("#whatif-verdict")
    assert "_" not in verdict.inner_text()
    if lang == "fa":  # one island, else its brackets turn round
        assert verdict.locator("bdi", has_text="max(0, sy − sy + 1) = 1").count() == 1
