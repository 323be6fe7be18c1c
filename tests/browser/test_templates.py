"""The page of templates: ten pictures form, every one answers the chosen image, all by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Visit
from tests.browser.lab import Lab, until
from tests.browser.persian import latin_words, persian_digits_in_tiles
from tests.browser.test_axe import everywhere
from tests.browser.test_controls import Doing, chosen, declared, open_groups, pressed, shown, typed
from tests.browser.test_images import png, upload
from tests.browser.test_phone import PHONE, touch
from tests.browser.visitor import Visitor
from tests.server import Server
from webapp.demos.templates import Templates, TemplatesView

LONG = {"epochs": "1000"}
TEMPLATE = "#cards [data-class='{}'] canvas:nth-of-type(1)"
PRODUCT = "#cards [data-class='{}'] canvas:nth-of-type(2)"

# What the address says and the form shows; what the reader does, what the address says then.
OUTSIDE = {
    "speed": "20",
    "lr": "0.01",
    "strength": "0.001",
    "penalty": "slide",
    "batch": "32",
    "flip": "0",
    "loss": "hinge",
    "regularizer": "l1",
    "rule": "adam",
    "schedule": "exponential",
    "epochs": "7",
    "data": "cifar10",
    "seed": "9",
    "shards": "1",
}
DONE: dict[str, tuple[Doing, str | None]] = {
    "speed": chosen("speed", "5"),
    "lr": ((lambda lab: lab("[data-slides='f-lr']").press("End")), "1"),
    "strength": typed("strength", "0.001"),
    "penalty": pressed("[name=penalty][value=slide]", "slide"),
    "batch": pressed("[data-more='f-batch']", "257"),
    "flip": pressed("#f-flip", "0"),
    "loss": chosen("loss", "hinge"),
    "regularizer": chosen("regularizer", "elastic"),
    "rule": chosen("rule", "adam"),
    "schedule": chosen("schedule", "exponential"),
    "epochs": typed("epochs", "7"),
    "data": chosen("data", "cifar10"),
    "seed": pressed("[data-new-seed='f-seed']", None),
    "shards": typed("shards", "1"),
}
SHOWN = {
    "image": ("test:3", "document.querySelector('#image-number').value", "3"),
    "scale": ("shared", "document.querySelector('[name=view-scale]:checked').value", "shared"),
    "row": ("7", "document.querySelector('#equation').dataset.class", "7"),
    "smooth": ("0.5", "document.querySelector('#chart-loss .tools .range').value", "0.5"),
    "log_x": ("1", "document.querySelector('#chart-loss .drawing')._fullLayout?.xaxis.type", "log"),
    "log_y": ("1", "document.querySelector('#chart-loss .drawing')._fullLayout?.yaxis.type", "log"),
    "log_accuracy": (
        "1",
        "document.querySelector('#chart-accuracy .drawing')._fullLayout?.yaxis.type",
        "log",
    ),
    "nine": ("18", "document.querySelector('#nine li')?.dataset.image", "test:18"),
    "cell": ("2,3", "document.querySelector('#confusion-table .on')?.dataset.cell", "2,3"),
    "step": ("0", "document.querySelector('#templates').dataset.step", "0"),
}
READER: dict[str, tuple[Doing, str]] = {
    "image": ((lambda lab: lab("#nine li[data-image='test:4'] button").click()), "test:4"),
    "scale": ((lambda lab: lab("[name=view-scale][value=shared]").check()), "shared"),
    "row": ((lambda lab: lab("#cards [data-class='7']").click()), "7"),
    "smooth": ((lambda lab: lab("#chart-loss .tools .range").press("Home")), "0"),
    "log_x": ((lambda lab: lab("#chart-loss [data-chip=log_x]").click()), "1"),
    "log_y": ((lambda lab: lab("#chart-loss [data-chip=log_y]").click()), "1"),
    "log_accuracy": ((lambda lab: lab("#chart-accuracy [data-chip=log_y]").click()), "1"),
    "nine": ((lambda lab: lab("#other-nine").click()), "9"),
    "cell": ((lambda lab: lab("[data-cell='0,3']").click()), "0,3"),
    "step": ((lambda lab: lab("#run-scrub").press("Home")), "0"),
}

# Where the value of a view shows; everything else in the charts.
HOME = dict.fromkeys(("image", "scale", "row", "step"), "templates") | {
    "nine": "test-images",
    "cell": "confusion",
}


@pytest.fixture(scope="module")
def over(chromium: Browser, server: Server) -> Iterator[str]:
    """The id of a run of one epoch that is over, its test set judged."""
    host = Visitor(chromium, server, server.url)
    run_id = host.start("templates", epochs=1, speed="free")
    until(lambda: host.run(run_id)["state"] == "done", "the end of a short run")
    yield run_id
    assert host.leave() == []


def number(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


def live(lab: Lab, name: str) -> float:
    return number(lab(f"[data-live={name}]").first.text_content() or "")


def part(lab: Lab, name: str) -> float:
    return number(lab(f"#equation [data-part={name}]").inner_text())


def answered(lab: Lab, image: str) -> None:
    until(lambda: lab("#templates").get_attribute("data-image") == image, f"answers to {image}")


def scores(lab: Lab) -> list[float]:
    return [number(text) for text in lab("#cards .score").all_inner_texts()]


def test_ten_templates_form_and_answer(visit: Visit) -> None:
    person = visit()
    lab = person.lab("templates", lang="en", **LONG)
    assert lab("#cards .score").all_inner_texts() == ["–"] * 10
    assert lab("#cards[data-foretold]").count() == 1
    lab.run(steps=60)
    assert lab("#cards[data-foretold]").count() == 0
    assert person.run(lab.run_id)["params"]["epochs"] == "1000"
    lab.press("main")
    lab.reaches("paused")
    answered(lab, "test:0")
    until(lambda: lab("#templates").get_attribute("data-step") == str(lab.step), "the newest")
    drawn = [lab.picture(TEMPLATE.format(c)) for c in range(10)]
    assert all(drawn)
    assert len(set(drawn)) == 10
    found = scores(lab)
    best = found.index(max(found))
    assert lab(f"#cards [data-class='{best}'] .is-answer").count() == 1
    assert lab("#cards .is-answer").count() == lab("#cards .is-truth").count() == 1
    assert lab("#cards [data-class='3'] .is-truth").inner_text() == "truth"  # a cat
    assert lab("#equation").get_attribute("data-class") == str(best)

    lab("#cards [data-class='7']").click()
    assert lab.query["v.row"] == "7"
    assert part(lab, "score") == pytest.approx(part(lab, "dot") + part(lab, "bias"), abs=0.0011)
    assert part(lab, "score") == pytest.approx(found[7], abs=0.0051)
    assert live(lab, "score") == part(lab, "score")
    assert lab("[data-live=class]").first.text_content() == "horse"
    total = live(lab, "loss") + live(lab, "factor") * live(lab, "size")
    assert live(lab, "total") == pytest.approx(total, rel=2e-3)
    assert live(lab, "factor") == 0.1
    lab("#cards [data-class='7']").click()
    assert "v.row" not in lab.query

    own = lab.picture(TEMPLATE.format(2))
    lab("[name=view-scale][value=shared]").check()
    until(lambda: lab.picture(TEMPLATE.format(2)) not in ("", own), "one scale for all")
    product = lab.picture(PRODUCT.format(2))
    lab("#other-nine").scroll_into_view_if_needed()
    lab("#nine li[data-image='test:4'] button").click()
    answered(lab, "test:4")
    assert lab.picture(PRODUCT.format(2)) not in ("", product)
    assert scores(lab) != found
    lab("#image-number").fill("۷")
    lab("#image-number").press("Enter")
    answered(lab, "test:7")


def test_what_changes_while_it_runs_and_what_was(visit: Visit) -> None:
    person = visit()
    lab = person.lab("templates", lang="en", **LONG)
    lab.run(steps=30)
    answered(lab, "test:0")
    lab("[name=penalty][value=slide]").check(force=True)
    until(lambda: person.run(lab.run_id)["params"].get("penalty") == "slide", "the run to know")
    until(lambda: live(lab, "factor") == 0.2, "the whole λ in the formula")
    lab.type_into("strength", "50")
    until(lambda: live(lab, "factor") == 50, "the new λ in the formula")
    size = live(lab, "size")
    until(lambda: live(lab, "size") < size / 2, "smaller weights")
    newer = lab.picture(TEMPLATE.format(7))
    lab("#run-scrub").press("Home")
    until(lambda: lab("#templates").get_attribute("data-step") == "0", "the pictures of step 0")
    assert lab.picture(TEMPLATE.format(7)) not in ("", newer)
    assert lab.query["v.step"] == "0"


def test_a_run_to_its_end_and_an_image_of_ones_own(visit: Visit, over: str) -> None:
    lab = visit().lab("templates", lang="en", run=over)
    until(lambda: lab.number("test") > 15, "a test accuracy")
    right = int(lab("[data-note=test] bdi").first.inner_text().replace(",", ""))
    assert lab.number("test") == right / 10
    lab("#curves").scroll_into_view_if_needed()
    until(lambda: len(lab.curve("accuracy", "test")) > 0, "the test accuracy drawn")
    lab("#confusion").scroll_into_view_if_needed()
    share = lab("#confusion-table td.share").all_inner_texts()
    assert sum(float(text.rstrip("%")) for text in share) == pytest.approx(right, abs=0.6)
    lab("#own").scroll_into_view_if_needed()
    lab("#own-file").set_input_files(upload("mine.png", png((200, 30, 30))))
    until(lambda: lab.query.get("v.image", "").startswith("own:"), "an image of one's own")
    lab.js("scrollTo(0, 0)")
    answered(lab, lab.query["v.image"])
    assert lab("#cards .is-truth").count() == 0
    assert lab("[data-live=loss]").first.text_content() == "–"
    assert lab("#equation [data-part=image-says]").inner_text() == "your image"


def test_an_image_that_is_not_there(visit: Visit, over: str) -> None:
    person = visit()
    person.expected += ["status of 400"]
    lab = person.lab("templates", lang="en", run=over, **{"v.image": "test:4000"})
    until(lambda: "999" in lab("#templates-says").inner_text(), "a sentence with the rule")
    assert "4000" in lab("#templates-says").inner_text()
    lab("#image-number").fill("2")
    lab("#image-number").press("Enter")
    answered(lab, "test:2")


def test_every_parameter(visit: Visit) -> None:
    assert set(OUTSIDE) == set(DONE) == declared(Templates)
    person = visit()
    lab = person.lab("templates", lang="en", **OUTSIDE)
    assert {name: shown(lab, name) for name in OUTSIDE} == {**OUTSIDE, "flip": "None"}
    lab = person.lab("templates", lang="en")
    open_groups(lab)
    for name, (do, expected) in DONE.items():
        assert name not in lab.query
        if name == "penalty":
            lab("[name=penalty][value=slide]").check(force=True)
        else:
            do(lab)
        said = until(lambda name=name: lab.query.get(name), f"{name} in the address")
        assert said == expected or expected is None, name


def test_every_view_value(visit: Visit, over: str) -> None:
    assert set(SHOWN) == set(READER) == declared(TemplatesView)
    person = visit()
    asked = {f"v.{name}": text for name, (text, _, _) in SHOWN.items() if name != "step"}
    for query in (asked, {"v.step": "0"}):
        lab = person.lab("templates", lang="en", run=over, **query)
        for section in ("templates", "test-images", "curves", "confusion"):
            lab(f"#{section}").scroll_into_view_if_needed()
            for name in query:
                _, expression, expected = SHOWN[name.removeprefix("v.")]
                if section in HOME.get(name.removeprefix("v."), "curves"):
                    until(
                        lambda at=lab, e=expression, x=expected: at.js(e) == x, f"{name} as asked"
                    )
    lab = person.lab("templates", lang="en", run=over)
    lab("#test-images").scroll_into_view_if_needed()
    lab("#nine li[data-image='test:4']").wait_for()
    lab("#confusion-table td").first.wait_for(state="attached")
    for name, (do, expected) in READER.items():
        do(lab)
        said = until(lambda name=name: lab.query.get(f"v.{name}"), f"{name} in the address")
        assert said == expected, name


def test_by_keys(visit: Visit, over: str) -> None:
    lab = visit().lab("templates", lang="en", run=over)
    answered(lab, "test:0")
    keys = lab.page.keyboard
    lab("#cards [data-class='0']").focus()
    for key, row in (("ArrowRight", "1"), ("ArrowDown", "6"), ("ArrowLeft", "5"), ("ArrowUp", "0")):
        keys.press(key)
        until(lambda row=row: lab.query.get("v.row") == row, f"class {row}")
        assert lab.js("document.activeElement.dataset.class") == row
        assert lab("#equation").get_attribute("data-class") == row
    keys.press("ArrowLeft")
    assert lab.query["v.row"] == "0"
    assert "v.step" not in lab.query  # the run bar has the same keys
    keys.press("Enter")
    until(lambda: "v.row" not in lab.query, "the answer again")


def test_with_a_thumb(visit: Visit) -> None:
    lab = visit(**PHONE).lab("templates", lang="en", **LONG)
    touch(lab, "main")
    lab.reaches("running")
    answered(lab, "test:0")
    card = lab("#cards [data-class='8']")
    card.scroll_into_view_if_needed()
    box = card.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 36
    card.tap()
    until(lambda: lab.query.get("v.row") == "8", "the ship")
    lab("#test-images").scroll_into_view_if_needed()
    lab("#nine li[data-image='test:1'] button").tap()
    until(lambda: lab.query.get("v.image") == "test:1", "the second image")
    wide = lab.js("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1] == 390


def test_in_persian(visit: Visit) -> None:
    lab = visit().lab("templates", lang="fa", **LONG)
    assert lab.js("document.documentElement.dir") == "rtl"
    lab.run(steps=20)
    answered(lab, "test:0")
    lab("#cards [data-class='7']").click()
    assert "الگوی اسب" in lab("#equation").inner_text()
    assert lab("#cards .is-answer").inner_text() == "پاسخ"
    lab("#nine").scroll_into_view_if_needed()
    lab("#nine li").first.wait_for()
    assert latin_words(lab.page) == []
    assert persian_digits_in_tiles(lab) == []
    for text in lab("#cards .score, #equation dd").all_inner_texts():
        assert re.fullmatch(r"[-−]?[\d.,]+", text), text


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_axe(visit: Visit, over: str, lang: str) -> None:
    person = visit(reduced_motion="reduce")
    lab = person.lab("templates", lang=lang)
    found = {"before": everywhere(lab.page)}
    lab = person.lab("templates", lang=lang, run=over)
    answered(lab, "test:0")
    for section in ("test-images", "confusion", "own"):
        lab(f"#{section}").scroll_into_view_if_needed()
    lab("#nine li").nth(8).wait_for()
    found["after"] = everywhere(lab.page)
    assert {when: what for when, what in found.items() if what} == {}
