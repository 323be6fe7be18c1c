"""No violation of WCAG 2.2 A and AA or of best practice, on any page, as axe-core finds them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.lab import SMALL, Lab
from tests.browser.visitor import Visitor

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
LANGUAGES = ("en", "fa")


def violations(page: Page, only: str = "") -> list[str]:
    """What axe finds: rule, place and reason; all its rules, or `only` one."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    rules = {"runOnly": [only]} if only else {}
    found = page.evaluate(
        """async (rules) => {
          const { violations } = await axe.run(document, { resultTypes: ["violations"], ...rules });
          return violations.flatMap(({ id, nodes }) =>
            nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`));
        }""",
        rules,
    )
    return [" ".join(text.split()) for text in found]


def everywhere(page: Page) -> dict[str, list[str]]:
    """All rules wide and narrow, and the colours again in the dark."""
    found = {}
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for theme, only in (("dark", "color-contrast"), ("light", "")):
            page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
            found[f"{size['width']} {theme}"] = violations(page, only)
    return {where: what for where, what in found.items() if what}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_without_a_run(visit: Visit, finished: str, lang: str) -> None:
    person = visit(reduced_motion="reduce")
    page = person.open("/", lang=lang)
    found = {"/": everywhere(page)}
    page.goto(person.address("/reference", lang=lang))
    found["/reference"] = everywhere(page)
    person.start(layers="dense", epochs=1)
    page.goto(person.address("/runs", lang=lang))
    page.locator(".runs li").first.wait_for()
    found["/runs"] = everywhere(page)
    assert {path: what for path, what in found.items() if what} == {}, json.dumps(found, indent=1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_demo_before_and_during_a_run(visit: Visit, lang: str) -> None:
    person = visit(reduced_motion="reduce")
    lab = person.lab(lang=lang, **SMALL)
    found = {"before": everywhere(lab.page)}
    lab.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    lab.run(steps=5)
    fill_every_section(person, lab)
    found["during"] = everywhere(lab.page)
    assert {when: what for when, what in found.items() if what} == {}, json.dumps(found, indent=1)


def fill_every_section(person: Visitor, lab: Lab) -> None:
    """Everything that comes with a run is there: pictures, predictions, a change, a mark."""
    lab.type_into("lr", "0.003")
    lab.notice("changed.lr").wait_for()
    lab("#layers").scroll_into_view_if_needed()
    lab("#layer-rows li[data-layer='0']").wait_for()
    lab("#nine li").nth(8).wait_for()
    lab.js("scrollTo(0, 0)")
    assert person.run(lab.run_id)["state"] == "running"
