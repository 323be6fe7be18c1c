"""The page of random search: three ways to look race, everything shown is set and read by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Visit
from tests.browser.lab import Lab, until
from tests.browser.persian import latin_words, persian_digits_in_tiles
from tests.browser.test_axe import everywhere
from tests.browser.test_controls import Doing, chosen, declared, open_groups, pressed, shown, typed
from tests.browser.test_phone import PHONE, touch
from tests.browser.visitor import Visitor
from tests.server import Server
from webapp.demos.random_search import RandomSearch, RandomSearchView

SHORT = {"tries": "60", "images": "200", "speed": "free"}
LONG = {"tries": "10000", "images": "200", "speed": "100"}
PICTURE = "#cards li:nth-child({}) canvas"

OUTSIDE = {
    "speed": "5",
    "lr": "1e-06",
    "jump": "0.0001",
    "scale": "0.001",
    "tries": "77",
    "images": "500",
    "data": "cifar10",
    "seed": "9",
}
DONE: dict[str, tuple[Doing, str | None]] = {
    "speed": chosen("speed", "5"),
    "lr": ((lambda lab: lab("[data-slides='f-lr']").press("End")), "0.001"),
    "jump": typed("jump", "0.001"),
    "scale": typed("scale", "0.01"),
    "tries": pressed("[data-more='f-tries']", "1001"),
    "images": typed("images", "300"),
    "data": chosen("data", "cifar10"),
    "seed": pressed("[data-new-seed='f-seed']", None),
}
BARS = "[...document.querySelectorAll('#spread rect')].map((bar) => bar.height.baseVal.value)"
AXIS = "document.querySelector('#chart-{} .drawing')._fullLayout?.{}axis.type"
SHOWN = {
    "step": ("25", "document.querySelector('[data-tile=tries]').textContent", "25"),
    "log_x": ("1", AXIS.format("test", "x"), "log"),
    "log_y": ("1", AXIS.format("loss", "y"), "log"),
    "listed": ("better", "document.querySelectorAll('#tries .better').length > 1", True),
    "rider": ("gradient", "document.querySelector('#templates').dataset.rider", "gradient"),
}
READER: dict[str, tuple[Doing, str]] = {
    "step": ((lambda lab: lab("#run-scrub").press("Home")), "0"),
    "log_x": ((lambda lab: lab("#chart-loss [data-flag=log_x]").click()), "1"),
    "log_y": ((lambda lab: lab("#chart-loss [data-flag=log_y]").click()), "1"),
    "listed": ((lambda lab: lab("[name=view-listed][value=better]").check(force=True)), "better"),
    "rider": ((lambda lab: lab("[name=view-rider][value=local]").check(force=True)), "local"),
}


@pytest.fixture(scope="module")
def over(chromium: Browser, server: Server) -> Iterator[str]:
    """The id of a run of sixty tries that is over."""
    host = Visitor(chromium, server, server.url)
    run_id = host.start("random-search", **SHORT)
    until(lambda: host.run(run_id)["state"] == "done", "the end of a short run")
    yield run_id
    assert host.leave() == []


def tries(lab: Lab) -> list[tuple[int, float, float]]:
    """Attempt, loss and best of the rows that are filled."""
    rows = [row.split() for row in lab("#tries tr").all_inner_texts()]
    return [(int(r[0]), float(r[1]), float(r[2])) for r in rows if len(r) > 2]


def test_luck_loses_against_the_slope(visit: Visit, over: str) -> None:
    lab = visit().lab("random-search", lang="en", run=over)
    until(lambda: lab.tile("tries") == "60", "the last try")
    best = {name: lab.number(name) for name in ("random", "local", "gradient")}
    assert best["gradient"] < best["random"] - 2
    assert best["local"] < best["random"]
    listed = tries(lab)
    assert [step for step, _, _ in listed] == list(range(60, 50, -1))
    assert all(low <= loss for _, loss, low in listed)
    assert listed[0][2] == pytest.approx(best["random"], abs=0.0006)
    lab("[name=view-listed][value=better]").check(force=True)
    until(lambda: len({low for _, _, low in tries(lab)}) > 1, "only better ones")
    assert all(loss == low for _, loss, low in tries(lab))
    curve = until(lambda: lab.curve("loss", "random"), "the curve of random search")
    assert curve[-1][0] == 60
    assert curve[-1][1] == pytest.approx(best["random"], abs=0.0006)
    assert len(lab.curve("test", "gradient")) == 4  # tries 1, 25, 50 and 60
    cells = lab("#trap td").all_inner_texts()
    assert cells[1::2] == ["10.00%"] * 3
    notes = [lab(f"[data-note={name}] bdi").inner_text() for name in best]
    assert [f"{float(cell.rstrip('%')):.1f}%" for cell in cells[::2]] == notes
    assert lab("[data-labels]").all_inner_texts() == ["1000", "1000"]
    heights = lab.js(BARS)
    assert len(heights) == 24
    assert max(heights) > 0
    ends = [float(lab(f"[data-spread={end}]").inner_text()) for end in ("low", "high")]
    assert ends[0] == pytest.approx(best["random"], abs=0.006)
    assert ends[0] < 9 < ends[1]
    live = lab("[data-live=gradient]").first.text_content() or ""
    assert float(live) == pytest.approx(best["gradient"], abs=0.0006)


def test_pictures_and_the_past(visit: Visit, over: str) -> None:
    lab = visit().lab("random-search", lang="en", run=over)
    lab("#templates").scroll_into_view_if_needed()
    until(lambda: lab("#templates").get_attribute("data-rider") == "random", "its pictures")
    luck = lab.picture(PICTURE.format(1))
    assert luck
    lab("[name=view-rider][value=gradient]").check(force=True)
    until(lambda: lab("#templates").get_attribute("data-rider") == "gradient", "other pictures")
    assert lab.picture(PICTURE.format(1)) not in ("", luck)
    lab = visit().lab("random-search", lang="en", run=over, **{"v.step": "30"})
    until(lambda: lab.tile("tries") == "30", "the thirtieth try")
    assert tries(lab)[0][0] == 30
    assert "after 25 tries" in lab("#trap-says").inner_text()


def test_what_changes_while_it_runs(visit: Visit) -> None:
    person = visit()
    lab = person.lab("random-search", lang="en", **LONG)
    assert lab.tile("random") == "–"
    lab.run(steps=20)
    lab.type_into("lr", "0.00001")
    until(lambda: person.run(lab.run_id)["params"].get("lr") == "1e-05", "the run to know")
    lab("#chart-loss").scroll_into_view_if_needed()
    until(lambda: lab("#chart-loss .annotation-text").count() > 0, "words on the chart")
    said = "document.querySelector('#chart-loss .drawing').layout?.shapes?.length"
    until(lambda: lab.js(said), "a mark where it changed")
    lab.press("main")
    lab.reaches("paused")
    assert lab.tile("tries") != "–"


def test_save_and_load(visit: Visit, tmp_path: Path) -> None:
    owner, other = visit(), visit()
    lab = owner.lab("random-search", lang="en", **LONG, seed="11")
    run_id = lab.run(steps=30)
    lab.press("main")
    lab.reaches("paused")
    until(lambda: lab.step == owner.run(run_id)["step"], "the last step")
    until(lambda: lab.tile("tries") == str(lab.step), "the last try")
    best = {name: lab.number(name) for name in ("random", "local", "gradient")}
    with lab.page.expect_download() as saved:
        lab("#act-save").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    theirs = other.lab("random-search", lang="en")
    theirs("#act-open").set_input_files(file)
    until(lambda: theirs.run_id and theirs.state == "running", "a run from the file")
    assert theirs.query["seed"] == "11"
    theirs.gets_to(lab.step + 30)
    theirs.press("main")
    theirs.reaches("paused")
    until(lambda: theirs.number("tries") > lab.step, "tries of its own")
    assert theirs.number("gradient") < best["gradient"]
    assert all(theirs.number(name) <= loss for name, loss in best.items())
    curve = until(lambda: theirs.curve("loss", "random"), "a curve with its past")
    assert curve[0][0] == 1


def test_every_parameter(visit: Visit) -> None:
    assert set(OUTSIDE) == set(DONE) == declared(RandomSearch)
    person = visit()
    lab = person.lab("random-search", lang="en", **OUTSIDE)
    assert {name: shown(lab, name) for name in OUTSIDE} == OUTSIDE
    lab = person.lab("random-search", lang="en")
    open_groups(lab)
    for name, (do, expected) in DONE.items():
        assert name not in lab.query
        do(lab)
        said = until(lambda name=name: lab.query.get(name), f"{name} in the address")
        assert said == expected or expected is None, name


def test_bad_values_get_a_sentence(visit: Visit) -> None:
    lab = visit().lab("random-search", lang="en")
    open_groups(lab)
    for name, bad in (("images", "5001"), ("tries", "0"), ("scale", "2")):
        lab.type_into(name, bad)
        until(lambda b=bad: b in lab(".rail").inner_text(), f"the value refused of {name}")


def test_every_view_value(visit: Visit, over: str) -> None:
    assert set(SHOWN) == set(READER) == declared(RandomSearchView)
    person = visit()
    asked = {f"v.{name}": text for name, (text, _, _) in SHOWN.items()}
    lab = person.lab("random-search", lang="en", run=over, **asked)
    for name, (_, expression, expected) in SHOWN.items():
        lab("#templates" if name == "rider" else "#curves").scroll_into_view_if_needed()
        until(lambda e=expression, x=expected: lab.js(e) == x, f"{name} as asked")
    lab = person.lab("random-search", lang="en", run=over)
    for name, (do, expected) in READER.items():
        do(lab)
        said = until(lambda name=name: lab.query.get(f"v.{name}"), f"{name} in the address")
        assert said == expected, name


def test_by_keys_and_with_a_thumb(visit: Visit, over: str) -> None:
    lab = visit().lab("random-search", lang="en", run=over)
    lab("[name=view-rider][value=random]").focus()
    lab.page.keyboard.press("ArrowRight")
    until(lambda: lab.query.get("v.rider") == "local", "the next one")
    assert "v.step" not in lab.query  # the run bar has the same keys
    lab = visit(**PHONE).lab("random-search", lang="en", **LONG)
    touch(lab, "main")
    lab.reaches("running")
    lab("#templates").scroll_into_view_if_needed()
    lab("#templates .seg label").nth(2).tap()
    until(lambda: lab.query.get("v.rider") == "gradient", "the third")
    wide = lab.js("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1] == 390


def test_in_persian(visit: Visit, over: str) -> None:
    lab = visit().lab("random-search", lang="fa", run=over)
    assert lab.js("document.documentElement.dir") == "rtl"
    until(lambda: lab.tile("tries") == "60", "the last try")
    lab("#templates").scroll_into_view_if_needed()
    until(lambda: lab("#templates").get_attribute("data-rider") == "random", "its pictures")
    assert latin_words(lab.page) == []
    assert persian_digits_in_tiles(lab) == []


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_axe(visit: Visit, over: str, lang: str) -> None:
    person = visit(reduced_motion="reduce")
    lab = person.lab("random-search", lang=lang)
    found = {"before": everywhere(lab.page)}
    lab = person.lab("random-search", lang=lang, run=over)
    until(lambda: lab.tile("tries") == "60", "the last try")
    lab("#templates").scroll_into_view_if_needed()
    until(lambda: lab("#templates").get_attribute("data-rider") == "random", "its pictures")
    found["after"] = everywhere(lab.page)
    assert {when: what for when, what in found.items() if what} == {}
