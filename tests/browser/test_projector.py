"""In the hall's large type nothing is cut, at the sizes that projectors have."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.browser.instants import visit_instant

CUT = "(all) => all.filter((node) => node.scrollWidth > node.clientWidth + 1).length"


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1440, 900), (1600, 900), (1920, 1080)])
def test_every_number_of_a_score_is_seen(visit: Visit, width: int, height: int) -> None:
    person = visit(viewport={"width": width, "height": height})
    page = visit_instant(person, "scores", lang="fa", theme="projector")
    assert page("#equation [data-cells]").count() == 3
    assert page("#equation [data-cells]").evaluate_all(CUT) == 0


def test_the_run_bar_of_a_phone_has_room_in_this_theme_too(visit: Visit) -> None:
    lab = visit(viewport={"width": 390, "height": 844}).lab(lang="fa", theme="projector")
    box = lab(".runbar .speed").bounding_box()
    assert box is not None
    assert box["width"] >= 100
