"""Every layer of the network for a chosen image: maps, scales, ratios, and as they were."""

from __future__ import annotations

import re

from tests.browser.conftest import Visit
from tests.browser.lab import SMALL, Lab, until

CANVAS = "#layer-rows li[data-layer='{}'] canvas.grid-canvas"
FILTERS = CANVAS.format(0)
# What each tab shows of conv;relu;maxpool;dense: layers without weights have no row there.
TABS = {
    "activations": [0, 1, 2, 3],
    "gradients": [0, 1, 2, 3],
    "weights": [0, 3],
    "weight_gradients": [0, 3],
}


def shown_layers(lab: Lab) -> list[int]:
    rows = lab("#layer-rows li[data-layer]:not([hidden])")
    return list(rows.evaluate_all("(rows) => rows.map((row) => Number(row.dataset.layer))"))


def choose(lab: Lab, name: str, value: str) -> None:
    """A choice above the layers."""
    lab(f"[name='view-{name}'][value='{value}']").check()
    until(lambda: lab.query.get(f"v.{name}", value) == value, f"{value} in the address")
    if name == "maps":  # only what is shown is sent, so another choice has to arrive first
        until(lambda: lab("#layers").get_attribute("data-tab") == value, f"{value} on the page")


def layers_of(lab: Lab) -> None:
    """Scroll to the layers and wait for the pictures of this run, not of the one before."""
    lab("#layers").scroll_into_view_if_needed()
    lab(f"#layers[data-run='{lab.run_id or 'pretrained'}']").wait_for()


def test_before_the_first_run_the_settings_of_a_link_and_nothing_foreign(visit: Visit) -> None:
    lab = visit().lab(lang="en", **SMALL)
    names = lab("#layer-rows li.blank h3")
    built = ["Convolution", "ReLU", "Max pooling", "Fully connected"]
    until(lambda: names.all_inner_texts() == built, "the layers of the settings")
    assert "32×32×8 · 224 parameters" in lab("#layer-rows li.blank .meta").all_inner_texts()
    assert lab("#run-state").inner_text() == "not started"
    assert lab("#pretrained").is_hidden()
    lab.run(steps=3)
    layers_of(lab)
    assert shown_layers(lab) == TABS["activations"]
    assert names.count() == 0


def test_every_tab_draws_every_layer(visit: Visit) -> None:
    lab = visit().lab(lang="en", **SMALL)
    lab.run(steps=10)
    lab.press("main")
    lab.reaches("paused")
    layers_of(lab)
    pictures = {}
    for tab, layers in TABS.items():
        choose(lab, "maps", tab)
        until(lambda at=layers: shown_layers(lab) == at, f"the layers of {tab}")
        drawn = [lab.picture(CANVAS.format(layer)) for layer in layers]
        assert all(drawn), tab
        pictures[tab] = drawn
    assert len({drawn[0] for drawn in pictures.values()}) == len(TABS)

    choose(lab, "maps", "activations")
    own = lab.picture(CANVAS.format(1))
    choose(lab, "scale", "shared")
    until(lambda: lab.picture(CANVAS.format(1)) not in ("", own), "other colours")
    low, high = (lab(f"#scalebar [data-{end}]").inner_text() for end in ("low", "high"))
    assert float(low.replace("−", "-")) < float(high)

    picture = lab.picture("#layer-rows li[data-kind=input] canvas")
    assert picture
    lab("#nine li[data-image='test:2'] button").click()
    until(lambda: lab.picture("#layer-rows li[data-kind=input] canvas") != picture, "its picture")
    assert lab.query["v.image"] == "test:2"
    assert lab("#image-number").input_value() == "2"
    bars = lab("#layer-rows li[data-kind=scores] .bars .num").all_inner_texts()
    assert 0.3 < sum(map(float, bars)) <= 1.001


def test_ratios_ranges_and_histograms(visit: Visit) -> None:
    # Of a constant rate: while it warms up, the first ratios are as small as the rate.
    lab = visit().lab(lang="en", **SMALL, schedule="constant")
    lab.run(steps=15)
    layers_of(lab)
    row = lab("#layer-rows li[data-layer='0']")
    ratio = row.locator(".ratio")
    until(lambda: ratio.locator(".gauge").count() == 1, "a gauge")
    value = float(ratio.locator("bdi").first.inner_text())
    assert 1e-5 < value < 0.3
    at = lab.js("(node) => parseFloat(node.style.getPropertyValue('--at'))", gauge(lab))
    assert 0 < at < 100
    assert ratio.locator("svg.histogram path").get_attribute("d")
    low, high = re.findall(r"[-−]?[\d.]+", row.locator(".meta").first.inner_text())[-2:]
    assert float(low.replace("−", "-")) < float(high)
    assert "32×32×8" in row.inner_text()


def gauge(lab: Lab) -> object:
    return lab("#layer-rows li[data-layer='0'] .gauge").element_handle()


def test_older_filters_while_the_run_goes_on(visit: Visit) -> None:
    lab = visit().lab(lang="en", **{**SMALL, "lr": "0.02"}, **{"v.maps": "weights"})
    lab.run(steps=12)
    layers_of(lab)
    until(lambda: int(lab("#layers").get_attribute("data-step") or 0) > 5, "newer pictures")
    newer = until(lambda: lab.picture(FILTERS), "the filters")
    scrub = lab("#run-scrub")
    scrub.focus()
    scrub.press("Home")
    until(lambda: lab("#layers").get_attribute("data-step") == "0", "the pictures of step 0")
    first = lab.picture(FILTERS)
    assert first not in ("", newer)
    assert lab.query["v.step"] == "0"
    assert lab("#run-place").inner_text().startswith("step 0 of")
    step = lab.step
    lab.gets_to(step + 10)
    assert lab("#layers").get_attribute("data-step") == "0"
    assert lab.picture(FILTERS) == first
    lab("#run-place").get_by_role("button", name="Newest").click()
    until(lambda: int(lab("#layers").get_attribute("data-step") or 0) >= step, "live pictures")
    assert "v.step" not in lab.query
    until(lambda: lab.picture(FILTERS) not in ("", first), "live filters")
