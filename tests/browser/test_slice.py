"""The loss of a real network as a surface: where it comes from, its own path, the race on it."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.browser.instants import visit_instant
from tests.browser.persian import latin_words
from tests.browser.test_axe import violations


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("key", ["optimizers", "descent"])
def test_its_own_path_and_its_origin_are_shown(visit: Visit, key: str, lang: str) -> None:
    page = visit_instant(visit(), key, lang=lang, surface="network")
    about = page("#surface-about").inner_text()
    for said in ("154,160", "1,000", "400", "98.6%", "81", "41"):
        assert said in about
    drawn = page("#map .own-path").get_attribute("d") or ""
    assert drawn.count("L") == 100
    assert violations(page.page) == []
    if lang == "fa":
        assert latin_words(page.page) == []
    page.open_groups()
    page.after(lambda: page.set("surface", "bowl"))
    assert page("#surface-about").is_hidden()
    assert page("#map .own-path").count() == 0


def test_a_rule_that_leaves_the_slice_is_told_why(visit: Visit) -> None:
    page = visit_instant(visit(), "descent", lang="en", surface="network", lr="10000")
    assert "left the slice" in page("#ends").inner_text()
    assert page("#standing tr").count() == 4
