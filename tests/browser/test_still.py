"""What a press of Run moves on the page: nothing."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.browser.lab import LINEAR, until

# Those that follow an input count too: whoever presses Run is looking.
LISTEN = """() => {
  window.moved = 0;
  const add = (list) => list.getEntries().forEach(({ value }) => { window.moved += value; });
  new PerformanceObserver(add).observe({ type: "layout-shift" });
}"""


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 844), (360, 740)])
def test_from_the_trained_network_to_a_run(visit: Visit, size: tuple[int, int], lang: str) -> None:
    width, height = size
    lab = visit(viewport={"width": width, "height": height}).lab(lang=lang)
    lab("#pretrained").wait_for()
    assert lab("#clock").is_hidden()
    lab.page.wait_for_timeout(500)  # fonts and first pictures are there
    lab.js(LISTEN)
    lab.run(steps=5)
    lab("#clock").wait_for()
    assert lab("#pretrained").is_hidden()
    lab.page.wait_for_timeout(500)
    assert lab.js("window.moved") < 0.01


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_the_cards_of_templates_stay_at_a_start(
    visit: Visit, size: tuple[int, int], lang: str
) -> None:
    width, height = size
    person = visit(viewport={"width": width, "height": height})
    lab = person.lab("templates", lang=lang, theme="projector")
    place = "document.getElementById('cards').getBoundingClientRect().y"
    lab.page.wait_for_timeout(500)
    before, first = lab.js(place), lab("#templates-says").inner_text()
    lab.run(steps=5)
    until(lambda: lab("#templates-says").inner_text() != first, "the sentence of a run")
    assert lab.js(place) == before


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_end_of_somebody_elses_run(visit: Visit, width: int, lang: str) -> None:
    owner = visit()
    run_id = owner.start(**LINEAR)
    theirs = visit(viewport={"width": width, "height": 844}).lab(lang=lang, run=run_id)
    theirs.reaches("running")
    theirs.notice("other").wait_for()
    theirs.page.wait_for_timeout(500)
    place = "document.getElementById('tiles').getBoundingClientRect().y"
    before, watching = theirs.js(place), theirs.notice("other").inner_text()
    owner.call("PATCH", f"/api/runs/{run_id}", {"command": "stop"})
    theirs.reaches("stopped")
    assert theirs.notice("other").inner_text() != watching  # nobody steers it any more
    assert theirs.js(place) == before


def test_the_trained_network_goes_on(visit: Visit) -> None:
    reader = visit()
    lab = reader.lab(lang="en")
    lab("#pretrained-go").click()
    lab.reaches("running")
    assert reader.run(lab.run_id)["source"] == "pretrained"
    assert lab("#pretrained").is_hidden()


# The shortest and the longest that the tiles say in a long run, in both languages.
SAYS = {
    "en": {
        "step": ("1", "epoch 0.0 of 5", "123,456", "epoch 99.9 of 100"),
        "loss": ("2.3", "\u00a0", "12.345", "validation 12.345"),
        "test": ("–", "\u00a0", "100.0%", "10,000 of 10,000 at step 123,456"),
        "speed": ("9 IMG", "\u00a0", "99,999 IMG", "999.9 ms a step"),
        "passes": ("1.0 · 1.0 MS", "NumPy", "102.3 · 124.9 MS", "NumPy"),
    },
    "fa": {
        "step": ("1", "دورهٔ 0.0 از 5", "123,456", "دورهٔ 99.9 از 100"),
        "loss": ("2.3", "\u00a0", "12.345", "اعتبارسنجی 12.345"),
        "test": ("–", "\u00a0", "100.0%", "10,000 از 10,000 در گام 123,456"),
        "speed": ("9 IMG", "\u00a0", "99,999 IMG", "هر گام 999.9 میلی‌ثانیه"),
        "passes": ("1.0 · 1.0 MS", "NumPy", "102.3 · 124.9 MS", "NumPy"),
    },
}
SAY = """([says, from]) => {
  for (const [name, said] of Object.entries(says)) {
    document.querySelector(`[data-tile=${name}]`).innerHTML =
      said[from].replace(/IMG|MS/, (unit) => `<small>${{ IMG: "img/s", MS: "ms" }[unit]}</small>`);
    document.querySelector(`[data-note=${name}]`).textContent = said[from + 1];
  }
  return [...document.querySelectorAll(".tile, .swap")].map((node) => {
    const { x, y, width, height } = node.getBoundingClientRect();
    return [x, y, width, height].map(Math.round);
  });
}"""

OVER = """() => [...document.querySelectorAll(".tile dd")]
  .filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.textContent)"""


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("width", [1024, 1280, 1440, 390])
def test_tiles_hold_every_number(visit: Visit, width: int, theme: str, lang: str) -> None:
    # Numbers of a run change ten times a second: a line more or less makes the whole page jump.
    lab = visit(viewport={"width": width, "height": 844}).lab(lang=lang, theme=theme)
    lab.page.wait_for_timeout(500)  # the numbers of the trained network are written
    short = lab.js(SAY, [SAYS[lang], 0])
    assert lab.js(SAY, [SAYS[lang], 2]) == short
    assert lab.js(OVER) == []
