"""The list of layers: presets, sizes and counts, edits, and a mistake said where it is."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.browser.lab import Lab, until

ROWS = ".editor [data-row]"
PARAMETERS = {
    "convnetjs": "22,466",
    "linear": "30,730",
    "twolayer": "154,160",
}


def total(lab: Lab, count: str) -> None:
    until(lambda: lab("#plan-total").inner_text().startswith(f"{count} parameters"), count)


def keys(lab: Lab) -> list[str]:
    return [row.get_attribute("data-key") or "" for row in lab(ROWS).all()]


def test_presets(visit: Visit) -> None:
    lab = visit().lab(lang="en")
    total(lab, PARAMETERS["convnetjs"])
    assert lab(f"{ROWS} [data-size]").all_inner_texts() == [
        *["32×32×16"] * 2,
        "16×16×16",
        *["16×16×20"] * 2,
        "8×8×20",
        *["8×8×20"] * 2,
        "4×4×20",
        "10",
    ]
    counts = [text for text in lab(f"{ROWS} [data-count]").all_inner_texts() if text != "0"]
    assert counts == ["1,216", "8,020", "10,020", "3,210"]
    for preset, count in PARAMETERS.items():
        lab("#preset").select_option(preset)
        total(lab, count)
        assert lab("#preset").input_value() == preset
    lab("#preset").select_option("resnet")
    until(lambda: keys(lab)[3:6] == ["residual"] * 3, "three residual blocks")
    lab("#preset").select_option("vgg")
    until(lambda: keys(lab).count("conv") == 6, "six convolutions")


def test_a_preset_by_name_in_the_address_and_what_is_left_of_it(visit: Visit) -> None:
    lab = visit().lab(lang="en", preset="speedrun")
    total(lab, "126,520")
    assert lab("#preset").input_value() == "speedrun"
    assert {"rule": "muon", "views": "6", "alternate": "1"}.items() <= lab.query.items()
    assert "preset" not in lab.query
    until(lambda: "whitening" in lab("#clock").inner_text(), "what the clock counts")
    assert "6-view test" in lab("#clock").inner_text()
    lab("#preset").select_option("vggnorm")
    until(lambda: "rule" not in lab.query, "the usual rule")
    left = {"views", "alternate", "data", "loss.smoothing", "schedule.peak", "schedule.start"}
    assert not left & lab.query.keys()
    until(lambda: "whitening" not in lab("#clock").inner_text(), "what it counts now")


def test_add_remove_reorder_edit(visit: Visit) -> None:
    lab = visit().lab(lang="en", layers="conv;relu;dense")
    until(lambda: lab(f"{ROWS} [data-size]").first.inner_text(), "a plan")
    lab(".editor [data-option] >> nth=0").select_option("dropout")
    lab(".editor [data-add]").click()
    until(lambda: lab.query["layers"] == "conv;relu;dense;dropout", "one layer more")
    last = lab(f"{ROWS}[data-index='3']")
    last.locator("[data-move='-1']").click()
    until(lambda: lab.query["layers"] == "conv;relu;dropout;dense", "the other order")
    lab(f"{ROWS}[data-index='1'] summary").press("Alt+ArrowDown")
    until(lambda: lab.query["layers"] == "conv;dropout;relu;dense", "an order by keys")
    lab(f"{ROWS}[data-index='1'] summary").press("Delete")
    until(lambda: lab.query["layers"] == "conv;relu;dense", "one layer less")
    lab(f"{ROWS}[data-index='0'] summary").click()
    lab.type_into("layers.0.filters", "7")
    until(lambda: lab.query["layers.0.filters"] == "7", "the number of filters")
    until(lambda: "×7" in lab(f"{ROWS} [data-size]").first.inner_text(), "a new size")
    assert lab("#preset").input_value() == ""
    assert "layers.0.filters" not in lab("body").inner_text()


@pytest.mark.parametrize(("lang", "word"), [("en", "expected"), ("fa", "لازم است")])
def test_a_mistake_is_said_at_its_row(visit: Visit, lang: str, word: str) -> None:
    lab = visit().lab(lang=lang, layers="conv;maxpool;dense", **{"layers.1.size": "5"})
    lab(f"{ROWS}[data-index='1'] summary").click()
    lab("[name='layers.1.size']").fill("90")
    lab("[name='layers.1.size']").press("Enter")
    error = lab(f"{ROWS}[data-index='1'] .error:visible")
    error.wait_for()
    assert word in error.inner_text()
    assert "90" in error.inner_text()
    assert lab("#run-main").get_attribute("aria-disabled") == "true"
    lab.push("#run-main")
    assert lab.notice("plan").is_visible()
    lab("[name='layers.1.size']").fill("2")
    lab("[name='layers.1.size']").press("Enter")
    until(lambda: lab(f"{ROWS} .error:visible").count() == 0, "no mistake")
    assert lab("#run-main").get_attribute("aria-disabled") is None
    assert "run" not in lab.query
