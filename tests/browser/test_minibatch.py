"""The page of mini-batches: lanes race, the noise is a line, two weights leave trails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Visit
from tests.browser.lab import Lab, until
from tests.browser.persian import latin_words
from tests.browser.test_axe import everywhere
from tests.browser.test_controls import Doing, chosen, declared, open_groups, pressed, shown, typed
from tests.browser.test_phone import PHONE, touch
from tests.browser.visitor import Visitor
from tests.server import Server
from webapp.demos.minibatch import Minibatch, MinibatchView

POINTS = {"data": "points", "epochs": "2", "batches": "1,16,full"}
OUTSIDE = {
    "speed": "20",
    "lr": "0.01",
    "scaling": "root",
    "data": "points",
    "batches": "2,full",
    "loss": "hinge",
    "epochs": "7",
    "seed": "9",
}
DONE: dict[str, tuple[Doing, str | None]] = {
    "speed": chosen("speed", "5"),
    "lr": ((lambda lab: lab("[data-slides='f-lr']").press("End")), "100"),
    "scaling": ((lambda lab: lab("[name=scaling][value=linear]").check(force=True)), "linear"),
    "data": chosen("data", "points"),
    "batches": typed("batches", "4,32"),
    "loss": ((lambda lab: lab("[name=loss][value=hinge]").check(force=True)), "hinge"),
    "epochs": typed("epochs", "7"),
    "seed": pressed("[data-new-seed='f-seed']", None),
}
DRAWING = "document.querySelector('#chart-loss .drawing')"
SHOWN = {
    "axis": ("ms", "document.querySelector('[name=view-axis]:checked').value", "ms"),
    "noisy": ("1", f"{DRAWING}.data?.length", 6),
    "log_x": ("1", f"{DRAWING}._fullLayout?.xaxis.type", "log"),
    "log_y": ("1", f"{DRAWING}._fullLayout?.yaxis.type", "log"),
    "step": ("0", "/step 0/.test(document.querySelector('#lanes-say').textContent)", True),
}
READER: dict[str, tuple[Doing, str]] = {
    "noisy": ((lambda lab: lab("[data-flag=noisy]").click()), "1"),
    "axis": ((lambda lab: lab("[name=view-axis][value=ms]").check(force=True)), "ms"),
    "log_x": ((lambda lab: lab("[data-flag=log_x]").click()), "1"),
    "log_y": ((lambda lab: lab("[data-flag=log_y]").click()), "1"),
    "step": ((lambda lab: lab("#run-scrub").press("Home")), "0"),
}


@pytest.fixture(scope="module")
def over(chromium: Browser, server: Server) -> Iterator[str]:
    """The id of a short run of two weights that is over."""
    host = Visitor(chromium, server, server.url)
    run_id = host.start("minibatch", speed="free", **POINTS)
    until(lambda: host.run(run_id)["state"] == "done", "the end of a short run")
    yield run_id
    assert host.leave() == []


def cells(lab: Lab, lane: int) -> list[str]:
    return lab(f"[data-lane='{lane}'] td").all_inner_texts()


def loss(lab: Lab, lane: int) -> float:
    return float(cells(lab, lane)[4])


def judged(lab: Lab, step: int) -> None:
    until(lambda: lab("#main").get_attribute("data-judged") == str(step), f"judged at {step}")


def test_images_race_to_the_end(visit: Visit) -> None:
    person = visit()
    lab = person.lab("minibatch", lang="en", epochs="1", batches="8,64,full", speed="free")
    assert "4,500 examples pay for 562 steps of batch 8, or 1 of the full batch" in (
        lab("#price").inner_text()
    )
    assert cells(lab, 0)[2:] == ["–"] * 5
    lab.run()
    judged(lab, 71)
    assert [cells(lab, k)[2] for k in range(3)] == ["562", "70", "1"]
    assert loss(lab, 0) < loss(lab, 1) < loss(lab, 2) < 2.3026
    until(lambda: lab("#chart-noise").get_attribute("data-at") == "71", "the noise at the end")
    lab("#chart-noise").scroll_into_view_if_needed()
    lab("#chart-noise").hover()
    points = until(lambda: lab.curve("noise", "measured"), "the noise drawn")
    first, last = points[0], points[-1]
    assert first[1] / last[1] == pytest.approx((last[0] / first[0]) ** 0.5, rel=0.4)
    assert lab("#path").is_hidden()
    rows = [lab(f"[data-angles='{k}'] td").all_inner_texts()[1:] for k in range(3)]
    medians = [float(median.removesuffix("°")) for median, _ in rows]
    assert 90 > medians[0] > medians[1] > medians[2] == 0
    assert rows[2] == ["0.0°", "0%"]
    assert "batch 8" in lab("#angles-say").inner_text()


def test_two_weights_leave_trails_and_can_be_gone_back_to(visit: Visit, over: str) -> None:
    lab = visit().lab("minibatch", lang="en", run=over)
    judged(lab, 128)
    lab("#path").scroll_into_view_if_needed()
    until(lambda: lab("#map [data-trail]").count() == 3, "three trails")
    end, low = lab("#map [data-trail='0']").get_attribute("d"), loss(lab, 0)
    lab("#run-scrub").press("Home")
    until(lambda: "step 0" in lab("#lanes-say").inner_text(), "the start judged again")
    assert loss(lab, 0) == loss(lab, 2) > low
    until(lambda: lab("#map [data-trail='0']").count() == 0, "no trail at the start")
    lab("#run-scrub").press("End")
    until(lambda: lab("#map [data-trail='0']").count() == 1, "the trail again")
    assert lab("#map [data-trail='0']").get_attribute("d") == end


def test_sizes_that_cannot_be(visit: Visit) -> None:
    person = visit()
    lab = person.lab("minibatch", lang="en")
    for text, said in (("1,x", "column 3"), ("9000", "4500"), ("2,2", "already")):
        lab.type_into("batches", text)
        until(lambda s=said: s in lab("#form").inner_text(), f"a sentence with {said}")


def test_every_parameter(visit: Visit) -> None:
    assert set(OUTSIDE) == set(DONE) == declared(Minibatch)
    person = visit()
    lab = person.lab("minibatch", lang="en", **OUTSIDE)
    assert {name: shown(lab, name) for name in OUTSIDE} == OUTSIDE
    assert lab("#lanes tr").count() == 2
    lab = person.lab("minibatch", lang="en")
    open_groups(lab)
    for name, (do, expected) in DONE.items():
        do(lab)
        said = until(lambda name=name: lab.query.get(name), f"{name} in the address")
        assert said == expected or expected is None, name


def test_every_view_value(visit: Visit, over: str) -> None:
    assert set(SHOWN) == set(READER) == declared(MinibatchView)
    person = visit()
    for name, (text, expression, expected) in SHOWN.items():
        lab = person.lab("minibatch", lang="en", run=over, **{f"v.{name}": text})
        judged(lab, 128)
        lab("#chart-loss").hover()
        until(lambda e=expression, x=expected, at=lab: at.js(e) == x, f"{name} as asked")
    lab = person.lab("minibatch", lang="en", run=over)
    judged(lab, 128)
    for name, (do, expected) in READER.items():
        do(lab)
        said = until(lambda name=name: lab.query.get(f"v.{name}"), f"{name} in the address")
        assert said == expected, name


def test_with_a_thumb(visit: Visit) -> None:
    lab = visit(**PHONE).lab("minibatch", lang="en", speed="free", **POINTS)
    touch(lab, "main")
    judged(lab, 128)
    wide = lab.js("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1] == 390


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_axe_and_persian(visit: Visit, over: str, lang: str) -> None:
    lab = visit(reduced_motion="reduce").lab("minibatch", lang=lang, run=over)
    judged(lab, 128)
    lab("#path").scroll_into_view_if_needed()
    lab("#chart-noise").scroll_into_view_if_needed()
    if lang == "fa":
        assert latin_words(lab.page) == []
    assert {k: v for k, v in everywhere(lab.page).items() if v} == {}
