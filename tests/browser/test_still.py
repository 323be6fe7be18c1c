"""What a press of Run moves on the page: nothing."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit

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


def test_the_trained_network_goes_on(visit: Visit) -> None:
    reader = visit()
    lab = reader.lab(lang="en")
    lab("#pretrained-go").click()
    lab.reaches("running")
    assert reader.run(lab.run_id)["source"] == "pretrained"
    assert lab("#pretrained").is_hidden()
