"""The link of a page: new at every press, copied, closed from the keyboard."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.browser.lab import SMALL


def test_a_second_link_is_the_page_as_it_is_by_then(visit: Visit) -> None:
    lab = visit().lab(lang="en", **SMALL)
    for seed in ("77", "78"):
        lab.type_into("seed", seed)
        lab("#act-link").click()
        field = lab.notice("link").get_by_role("textbox")
        assert f"seed={seed}" in field.input_value()
        chosen = "(field) => field.selectionEnd - field.selectionStart === field.value.length"
        assert field.evaluate(chosen)
        assert field.evaluate("(field) => field === document.activeElement")


@pytest.mark.parametrize(("lang", "said"), [("en", "Copied"), ("fa", "کپی شد")])
def test_the_link_says_that_it_is_copied_and_closes(visit: Visit, lang: str, said: str) -> None:
    lab = visit(viewport={"width": 390, "height": 844}).lab(lang=lang)
    lab("#act-link").click()
    assert said in lab.notice("link").inner_text()
    lab.page.keyboard.press("Escape")
    assert lab.notice("link").count() == 0
    assert lab.js("document.activeElement.id") == "act-link"
    lab("#act-link").click()
    lab.notice("link").get_by_role("button").click()
    assert lab.notice("link").count() == 0
