"""Trails that grow while a race plays are the trails that are drawn at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Visit
from tests.browser.instants import Instant, visit_instant
from tests.browser.lab import until

INK = """() => {
  const canvas = document.querySelector("#map canvas.trails");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let [inked, sum] = [0, 0];
  for (let k = 3; k < data.length; k += 4) { inked += data[k] > 40; sum += data[k]; }
  return [inked, sum];
}"""


def ink(page: Instant) -> list[int]:
    return list(page.js(INK))


@pytest.mark.parametrize("steps", [60, 1500])
def test_played_trails_are_those_drawn_at_once(visit: Visit, steps: int) -> None:
    asked: dict[str, Any] = {"steps": steps, "v.pace": 4}
    page = visit_instant(visit(), "optimizers", lang="en", **asked, **{"v.step": 0})
    at_start = ink(page)
    page("#play-main").click()
    until(lambda: page.query.get("v.step") == str(steps), "the end of the race")
    played = ink(page)
    whole = visit_instant(visit(), "optimizers", lang="en", **asked, **{"v.step": steps})
    assert played[0] > 2 * at_start[0]
    assert played == pytest.approx(ink(whole), rel=0.06)


def test_going_back_and_another_theme_draw_anew(visit: Visit) -> None:
    page = visit_instant(visit(), "descent", lang="en", **{"v.step": 10})
    ten = ink(page)
    page("#play-step").click()
    until(lambda: page.query.get("v.step") == "11", "a step")
    assert ink(page)[0] > ten[0]
    page("#play-back").click()
    until(lambda: page.query.get("v.step") == "10", "a step back")
    assert ink(page) == ten
    page("[data-theme-next]").first.click()
    assert ink(page)[0] == pytest.approx(ten[0], rel=0.05)


def test_numbers_stand_still_less_often_than_trails(visit: Visit) -> None:
    """A number nobody can read is not written; the moment at which it stops is."""
    page = visit_instant(visit(), "optimizers", lang="en", steps=2000, **{"v.step": 0})
    page.js("""window.written = 0; new MutationObserver((all) => { window.written += all.length; })
      .observe(document.getElementById('play-place'), { childList: true })""")
    page("#play-main").click()
    page.page.wait_for_timeout(1000)
    page("#play-main").click()
    assert 1 <= page.js("window.written") <= 14
    step = page.query["v.step"]
    assert step in page("#play-place").inner_text()
