"""The linear classifier in the reader's hands: what no contract of all pages can know."""

from __future__ import annotations

import time

import pytest

from tests.browser.conftest import Visit
from tests.browser.instants import Instant, visit_instant
from tests.browser.lab import until

SIDES = ("first", "second")


def opened(visit: Visit, **query: object) -> Instant:
    return visit_instant(visit(), "linear", lang="en", **query)


def number(page: Instant, selector: str) -> float:
    return float(page.text(selector).replace(",", ""))


def loss(page: Instant, side: str) -> float:
    return number(page, f".side[data-side={side}] [data-total]")


def slopes(page: Instant, side: str) -> list[str]:
    return list(page(f"#weights-{side} .slope").all_inner_texts())


def weights(page: Instant, side: str) -> list[str]:
    found = "[...document.querySelectorAll('#weights-%s input')].map((input) => input.value)"
    return list(page.js(found % side))


def error(page: Instant, side: str) -> float:
    return float(page.js(f"document.querySelector('.side[data-side={side}]').dataset.error"))


def middle(page: Instant, selector: str) -> tuple[float, float]:
    box = page(selector).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_dragged_point_changes_loss_and_gradient_and_the_check_holds(visit: Visit) -> None:
    tall = visit(viewport={"width": 1280, "height": 1400})  # plane and weights at once
    page = visit_instant(tall, "linear", lang="en")
    before = {side: (loss(page, side), slopes(page, side)) for side in SIDES}
    x, y = middle(page, "#plane-second [data-handle='8']")
    mouse = page.page.mouse
    mouse.move(x, y)
    mouse.down()
    for part in range(1, 9):
        mouse.move(x + 25 * part, y - 20 * part)
    for side in SIDES:  # under the finger, before anything is let go
        until(lambda s=side: loss(page, s) != before[s][0], "another loss while it moves")
        until(lambda s=side: slopes(page, s) != before[s][1], "another gradient while it moves")
    mouse.up()
    until(lambda: "points" in page.query, "the place in the address")
    page.settled()
    for side in SIDES:
        assert slopes(page, side) != before[side][1]
        assert error(page, side) < 1e-6
        agrees = f"document.querySelector('.side[data-side={side}]').dataset.agrees"
        assert page.js(agrees) == "true"
        assert "agree to" in page.text(f".side[data-side={side}] .judged")
    moved = page.query["points"].split(";")[8].split(",")
    assert float(moved[0]) > 0
    assert float(moved[1]) > 0


def test_a_slow_network_does_not_hold_the_finger(visit: Visit) -> None:
    page = opened(visit)

    def late(route: object) -> None:
        time.sleep(0.2)
        route.continue_()  # type: ignore[attr-defined]

    page.page.route("**/api/demos/linear/events", late)
    x, y = middle(page, "#plane-first [data-handle='0']")
    page.page.mouse.move(x, y)
    page.page.mouse.down()
    seen = set()
    for part in range(1, 7):
        page.page.mouse.move(x - 30 * part, y + 25 * part)
        page.page.wait_for_timeout(50)
        seen.add(loss(page, "first"))
    assert len(seen) >= 5
    page.page.mouse.up()
    page.settled()
    assert error(page, "first") < 1e-6


def test_points_are_moved_added_and_removed_by_keys(visit: Visit) -> None:
    page = opened(visit)
    page("#plane-first [data-handle='3']").focus()
    page.after(lambda: page.page.keyboard.press("ArrowRight"))
    page.after(lambda: page.page.keyboard.press("Shift+ArrowUp"))
    x, y, k = map(float, page.query["points"].split(";")[3].split(","))
    assert x > -0.4
    assert y > 0.3
    assert k == 1
    assert page.query["v.point"] == "3"
    page.after(lambda: page.page.keyboard.press("Delete"))
    assert page("#plane-second .handle").count() == 8
    page.after(lambda: page("#more-points").click())
    assert page("#plane-second .handle").count() == 9
    page.after(lambda: page("#table-first [data-turn]").first.click())
    assert page.query["points"].startswith("0.5,0.4,1;")


def test_a_press_adds_a_point_of_the_class_in_hand(visit: Visit) -> None:
    page = opened(visit)
    page("[data-choices=pen] input[value='1']").check()
    x, y = middle(page, "#plane-first svg")
    page.after(lambda: page.page.mouse.click(x + 30, y - 70))
    added = page.query["points"].split(";")[9].split(",")
    assert float(added[1]) > 0, "y grows upwards"
    assert added[2] == "1"


def test_classes_come_and_go_from_two_to_five(visit: Visit) -> None:
    page = opened(visit)
    for count in (4, 5):
        page.after(lambda: page("#more-classes").click())
        assert page("#weights-first tbody tr").count() == count
    assert page("#more-classes").is_disabled()
    for count in (4, 3, 2):
        page.after(lambda: page("#fewer-classes").click())
        assert page("#weights-second tbody tr").count() == count
    assert page("#fewer-classes").is_disabled()
    assert page("#plane-first .handle").count() == 6


def test_both_losses_start_from_the_same_weights(visit: Visit) -> None:
    page = opened(visit, steps=0)
    assert weights(page, "first") == weights(page, "second")
    assert slopes(page, "first") != slopes(page, "second")
    assert loss(page, "first") != loss(page, "second")
    page.after(lambda: page("#walk-later").click())
    assert weights(page, "first") != weights(page, "second")
    cell = page("#weights-second [data-at='0,1']")
    cell.fill("1.25")
    page.after(lambda: cell.press("Enter"))
    assert page.query["steps"] == "0"
    assert weights(page, "first") == weights(page, "second")
    assert weights(page, "first")[1] == "1.25"


def test_the_walk_runs_stops_steps_and_is_scrubbed(visit: Visit) -> None:
    page = opened(visit, steps=0)
    start = weights(page, "first")
    page.page.keyboard.press(" ")
    until(lambda: number(page, "#walk-place .num") > 8, "some updates")
    page.page.keyboard.press(" ")
    until(lambda: "steps" in page.query, "where it stopped")
    page.settled()
    made = int(page.query["steps"])
    assert made == number(page, "#walk-place .num")
    assert loss(page, "first") < 2.9
    page.after(lambda: page.page.keyboard.press("."))
    assert page.query["steps"] == str(made + 1)
    page.after(lambda: page.page.keyboard.press(","))
    assert page.query["back"] == "1"
    slider = page("#walk-scrub")
    slider.focus()
    page.after(lambda: slider.press("Home"))
    assert weights(page, "first") == start
    assert page.query["back"] == page.query["steps"]
    page.after(lambda: slider.press("End"))
    assert "back" not in page.query
    page.after(lambda: page("#walk-reset").click())
    assert page.query["steps"] == "0"
    assert weights(page, "first") == start


def test_own_points_are_pasted_as_csv(visit: Visit) -> None:
    page = opened(visit)
    page.open_groups()
    field = page("[id='f-points']")
    field.fill("0.5\t0.5\t0\n-0.5\t0.5\t1\n۰٫۲۵\t−۰٫۵\t۲")
    page.after(lambda: field.blur())
    assert page.query["points"] == "0.5,0.5,0;-0.5,0.5,1;0.25,-0.5,2"
    assert page("#table-second tbody tr").count() == 3
    assert page("#preset").input_value() == "own"
    page.after(lambda: page("#preset").select_option("rings"))
    assert page("#plane-first .handle").count() == 28
    assert page("#weights-first tbody tr").count() == 2
    assert "surrounds" in page.text("#preset-says")


def test_an_upright_line_is_drawn(visit: Visit) -> None:
    page = opened(visit, W="2,0;0,2;0,0", b="0,0,0", steps=0)
    path = page.js("document.querySelector('#plane-first [data-zero=\"0\"]').getAttribute('d')")
    ends = [tuple(map(float, end.split())) for end in path.strip("M").split("L")]
    assert ends[0][0] == ends[1][0]
    assert abs(ends[0][1] - ends[1][1]) > 300
    assert page("#plane-first [data-zero='2']").count() == 0, "no weights, no line"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("points", "", "one point or more, got 0"),
        ("points", "0,0,3", "classes from 0 to 2"),
        ("points", ";".join(["0,0,0"] * 151), "151"),
        ("points", "nan,0,0", "nan"),
        ("W", "1e308,0;0,0;0,0", "1e308"),
        ("W", "1,2", "2 to 5"),
        ("b", "1,2", "3 biases"),
        ("lr", "inf", "inf"),
    ],
)
def test_bad_input_is_told_and_the_picture_stays(
    visit: Visit, name: str, text: str, said: str
) -> None:
    person = visit()
    person.expected.append("status of 400")
    page = visit_instant(person, "linear", lang="en")
    page.open_groups()
    before = page.js("document.querySelector('#plane-first svg').innerHTML.length")
    page.set(name, text)
    why = page(f"[id='e-{name}']")
    why.wait_for()
    assert said in why.inner_text()
    assert page.js("document.querySelector('#plane-first svg').innerHTML.length") == before
    assert loss(page, "first") == 0.116


def test_a_walk_that_diverges_says_where_and_why(visit: Visit) -> None:
    page = opened(visit, lr=100, strength=1, steps=300)
    said = page("[data-notice=diverged]")
    assert "-99" in said.inner_text().replace("−", "-")
    page.after(lambda: said.locator("button").click())
    assert page("#plane-first [data-region]").count() >= 1


def test_the_curve_goes_logarithmic_and_follows_the_walk(visit: Visit) -> None:
    page = opened(visit)
    page("#chart .drawing").scroll_into_view_if_needed()
    page("#chart .drawing .sketch").wait_for()
    page("[data-flag=log_y]").click()
    axis = "document.querySelector('#chart .drawing').layout?.yaxis?.type"
    until(lambda: page.js(axis) == "log", "a log axis")
    last = "document.querySelector('#chart .drawing').data.map((line) => line.x.at(-1))"
    assert page.js(last) == [200, 200]
    with page.page.expect_download() as saved:
        page("#chart-csv").click()
    text = saved.value.path().read_text()
    assert text.startswith("step,first.data,first.penalty,first.total,first.accuracy,second.data")
    assert text.splitlines()[-1].startswith("200,")
