"""Everything without a mouse: skip link, keys, and an order of focus that can be followed."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.browser.lab import LINEAR, until

# Where the focus is: its place among all elements, whether it can be seen, who it is.
FOCUS = """() => {
  const node = document.activeElement;
  const { width, height } = node.getBoundingClientRect();
  const { outlineStyle, boxShadow } = getComputedStyle(node);
  const drawn = outlineStyle !== "none" || boxShadow !== "none";
  return {
    at: [...document.querySelectorAll("*")].indexOf(node), tag: node.tagName,
    seen: node.checkVisibility() && width > 0 && height > 0, id: node.id,
    ring: drawn || node.matches(".hide, .switch"), // these draw it on their neighbour
  };
}"""


def test_the_main_path_by_keys(visit: Visit) -> None:
    person = visit()
    lab = person.lab(lang="en", **LINEAR)
    keys = lab.page.keyboard
    keys.press("Tab")
    assert lab.js("document.activeElement.className") == "skip"
    keys.press("Enter")
    until(lambda: lab.js("location.hash") == "#main", "the main part")
    keys.press("Space")
    lab.reaches("running")
    lab.gets_to(10)
    keys.press("Space")
    lab.reaches("paused")
    until(lambda: lab.step == person.run(lab.run_id)["step"], "the last step")
    step = lab.step
    keys.press(".")
    until(lambda: lab.step == step + 1, "one step")
    keys.press("ArrowLeft")
    until(lambda: "v.step" in lab.query, "an earlier picture")
    keys.press("ArrowRight")
    until(lambda: "v.step" not in lab.query, "the newest picture")

    keys.press("?")
    lab("#keys").wait_for()
    assert lab.js("document.activeElement.id") == "keys"
    said = lab("#keys").inner_text()
    assert all(word in said for word in ("Space", "Run or pause", "One step", "Esc"))
    keys.press("Escape")
    until(lambda: lab("#keys").count() == 0, "the list away")

    lab("#f-lr").focus()
    keys.press("ControlOrMeta+a")
    keys.type("0.001")  # a dot in a field is no step
    keys.press("Enter")
    until(lambda: lab.query["lr"] == "0.001", "the learning rate")
    assert lab.step == step + 1


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_the_order_of_focus(visit: Visit, lang: str, finished: str) -> None:
    lab = visit().lab(lang=lang, run=finished)
    until(lambda: lab("#confusion-table [data-cell]").count() == 100, "the matrix")
    stops = []
    for _ in range(150):
        lab.page.keyboard.press("Tab")
        stop = lab.js(FOCUS)
        if stop["tag"] == "BODY":
            break
        stops.append(stop)
    assert stop["tag"] == "BODY", "expected an end of the page, not a trap"
    assert [s["at"] for s in stops] == sorted({s["at"] for s in stops})
    assert [s for s in stops if not s["seen"] or not s["ring"]] == []
    ids = {s["id"] for s in stops}
    assert {"act-open", "act-link", "act-save", "f-lr", "preset", "own-file", "run-main"} <= ids
    assert (
        lab.js(
            'document.querySelectorAll(\'[tabindex]:not([tabindex="0"], [tabindex="-1"])\').length'
        )
        == 0
    )
