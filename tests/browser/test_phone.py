"""The main path with a thumb: 390 pixels, touch, no mouse."""

from __future__ import annotations

from tests.browser.conftest import Visit
from tests.browser.lab import SMALL, Lab, until

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
SMALLEST = 36  # CSS pixels of a thing to be hit with a thumb


def touch(lab: Lab, name: str) -> None:
    """Tap a button of the run bar."""
    until(lab(f"#run-{name}").is_enabled, f"the button {name}")
    box = lab(f"#run-{name}").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= SMALLEST
    assert box["y"] + box["height"] <= 844
    lab.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_with_a_thumb(visit: Visit) -> None:
    person = visit(**PHONE)
    lab = person.lab(lang="en", **SMALL)
    wide = lab.js("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1] == 390
    touch(lab, "main")
    lab.reaches("running")
    lab.gets_to(10)
    until(lambda: lab.number("loss") > 0, "a number in the tiles")
    lab.grown("loss", 5)

    group = lab("#group-start")
    group.scroll_into_view_if_needed()
    assert group.get_attribute("open") is None
    group.locator("summary").first.tap()
    assert group.get_attribute("open") is not None
    assert lab("#f-epochs").is_visible()
    lab("[data-more='f-batch']").tap()
    lab.notice("changed.batch").wait_for()
    until(lambda: person.run(lab.run_id)["params"].get("batch") == "65", "the run to know")

    scrub = lab("#run-scrub").bounding_box()
    assert scrub is not None
    lab.page.touchscreen.tap(scrub["x"] + 2, scrub["y"] + scrub["height"] / 2)
    until(lambda: lab.query.get("v.step") == "0", "the first step")
    # The address is written at once, the run bar is drawn in the next frame.
    place = lab("#run-place")
    until(lambda: place.inner_text().startswith("step 0 of"), "the first step in the run bar")
    wide = lab.js("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    step = lab.step
    lab.gets_to(step + 5)
    touch(lab, "main")
    lab.reaches("paused")
