"""Every registered instant demo, in a browser: controls, view, undo, refusals, languages, axe."""

from __future__ import annotations

import json
import time

import pytest
from playwright.sync_api import Route

from engine.schema import describe
from tests.browser.conftest import Visit
from tests.browser.instants import INSTANT, Instant, journey, visit_instant
from tests.browser.lab import until
from tests.browser.persian import latin_words, persian_digits_in_tiles, raised_apart
from tests.browser.test_axe import everywhere
from webapp.demos import DEMOS

pytestmark = pytest.mark.parametrize("key", INSTANT)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def declared(cls: type) -> set[str]:
    return {str(field["name"]) for field in describe(cls)}


def narrow_enough(page: Instant) -> None:
    wide, window = page.js("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= window


def test_every_parameter_shows_in_a_number(visit: Visit, key: str) -> None:
    given = journey(key)
    assert set(given.params) == declared(DEMOS[key])
    person = visit()
    page = visit_instant(person, key, lang="en")
    before = {name: page.js(shown.expression) for name, shown in given.params.items()}
    for name, shown in given.params.items():
        assert before[name] != shown.expected, f"{name}: so before it is set"
        with_it = {**given.beside(name), name: shown.text}
        page.page.goto(person.address(f"/demos/{key}", lang="en", **with_it))
        page.ready()
        until(lambda s=shown: page.js(s.expression) == s.expected, f"{name} as asked")
        assert page.query[name] == shown.text


def test_every_control_is_touched(visit: Visit, key: str) -> None:
    given = journey(key)
    person = visit()
    page = visit_instant(person, key, lang="en")
    for name, shown in given.params.items():
        if name in given.together:
            page.page.goto(person.address(f"/demos/{key}", lang="en", **given.together[name]))
            page.ready()
        page.open_groups()
        before = page.js(shown.expression)
        page.after(lambda n=name, t=shown.text: page.set(n, t))
        until(lambda s=shown: page.js(s.expression) == s.expected, f"{name} as set")
        assert page.query[name] == shown.text
        while name in page.query:
            page.after(lambda: page.page.keyboard.press("Control+z"))
        until(lambda s=shown, b=before: page.js(s.expression) == b, f"{name} undone")
    page.after(lambda: page("#act-redo").click())


def test_view_from_outside_and_by_the_reader(visit: Visit, key: str) -> None:
    given = journey(key)
    assert set(given.view) == set(given.reader) == declared(DEMOS[key].View)
    person = visit()
    for names in given.views():
        together = {key: text for name in names for key, text in given.beside(name).items()}
        asked = {f"v.{name}": given.view[name].text for name in names}
        page = visit_instant(person, key, lang="en", **together, **asked)
        for name in names:
            shown = given.view[name]
            until(lambda p=page, s=shown: p.js(s.expression) == s.expected, f"{name} as asked")
        page.page.close()
    page, beside = visit_instant(person, key, lang="en"), {}
    for name, done in given.reader.items():
        if given.beside(name) != beside:
            beside = given.beside(name)
            page.page.goto(person.address(f"/demos/{key}", lang="en", **beside))
            page.ready()
        assert f"v.{name}" not in page.query
        done.act(page)
        until(lambda n=name, d=done: page.query.get(f"v.{n}") == d.text, f"v.{name} said")
        undo(page, name)
        page.page.keyboard.press("Control+y")
        until(lambda n=name: f"v.{n}" in page.query, f"v.{name} said again")
        undo(page, name)


def undo(page: Instant, name: str) -> None:
    """Until the address says no more of a view value."""
    while f"v.{name}" in page.query:
        page.page.keyboard.press("Control+z")


def test_a_refusal_keeps_the_last_good_picture(visit: Visit, key: str) -> None:
    person = visit()
    person.expected.append("status of 400")
    page = visit_instant(person, key, lang="en")
    given = journey(key)
    name, text = given.bad
    before = page.js(given.number)
    page.open_groups()
    page.set(name, text)
    page(f"[id='e-{name}']").wait_for()
    assert page(f"[id='e-{name}']").inner_text().strip()
    assert page("[data-notice=refused]").is_visible()
    assert page.js(given.number) == before
    page.after(lambda: page("[data-notice=refused] .acts button").click())
    assert page("[data-notice=refused]").count() == 0
    assert page(f"[id='e-{name}']").is_hidden()
    assert name not in page.query


def test_dragging_with_the_mouse(visit: Visit, key: str) -> None:
    given = journey(key)
    selector, dx, dy = given.drag
    page = visit_instant(visit(), key, lang="en")
    narrow_enough(page)
    page(selector).scroll_into_view_if_needed()
    box = page(selector).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = page.js(given.number)

    def drag() -> None:
        page.page.mouse.move(x, y)
        page.page.mouse.down()
        for part in (0.3, 0.6, 1.0):
            page.page.mouse.move(x + dx * part, y + dy * part)
        page.page.mouse.up()

    page.after(drag)
    assert given.drags in page.query
    page.after(lambda: page.page.keyboard.press("Control+z"))
    assert given.drags not in page.query
    until(lambda: page.js(given.number) == before, "the number as before the drag")


def test_dragging_with_a_thumb(visit: Visit, key: str) -> None:
    given = journey(key)
    selector, dx, dy = given.drag
    page = visit_instant(visit(**PHONE), key, lang="en")
    narrow_enough(page)
    page(selector).scroll_into_view_if_needed()
    box = page(selector).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = page.page.context.new_cdp_session(page.page)

    def touch(kind: str, part: float = 0.0) -> None:
        points = [] if kind == "touchEnd" else [{"x": x + dx * part, "y": y + dy * part}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def drag() -> None:
        touch("touchStart")
        for part in (0.3, 0.6, 1.0):
            touch("touchMove", part)
        touch("touchEnd")

    page.after(drag)
    assert given.drags in page.query


def test_the_handle_follows_at_once_at_200_ms(visit: Visit, key: str) -> None:
    """The finger is ahead of the network; the server has the last word."""
    given = journey(key)
    selector, dx, dy = given.drag
    page = visit_instant(visit(), key, lang="en")

    def later(route: Route) -> None:
        time.sleep(0.2)
        route.continue_()

    page.page.route("**/events?*", later)
    page(selector).scroll_into_view_if_needed()
    box = page(selector).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    typed = f"document.querySelector('#form [name=\"{given.drags}\"]:not(:disabled)').value"
    before, start = page.js(typed), page.computed
    page.page.mouse.move(x, y)
    page.page.mouse.down()
    page.page.mouse.move(x + dx / 2, y + dy / 2)
    page.page.mouse.move(x + dx, y + dy)
    at_once = page.js(
        f"[{typed}, document.getElementById('main').hasAttribute('data-provisional')]"
    )
    assert at_once[0] != before
    assert at_once[1] == page.js("JSON.parse(document.getElementById('page-data').text).preview")
    page.page.mouse.up()
    until(lambda: page.computed > start, "the word of the server")
    page.settled()


def test_in_persian(visit: Visit, key: str) -> None:
    page = visit_instant(visit(), key, lang="fa")
    assert page.js("document.documentElement.dir") == "rtl"
    assert latin_words(page.page) == []
    assert raised_apart(page.page) == []
    assert persian_digits_in_tiles(page) == []  # type: ignore[arg-type]
    given = journey(key)
    name, shown = next(iter(given.params.items()))
    page.after(
        lambda: page.set(name, shown.text.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")))
    )
    until(lambda: page.js(shown.expression) == shown.expected, "Persian digits understood")


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_axe_finds_nothing(visit: Visit, key: str, lang: str) -> None:
    page = visit_instant(visit(reduced_motion="reduce"), key, lang=lang)
    page.open_groups()
    found = everywhere(page.page)
    assert found == {}, json.dumps(found, indent=1)


def test_embedded_and_without_scripts(visit: Visit, key: str) -> None:
    page = visit_instant(visit(), key, lang="en", embed="1")
    assert page("header.bar").count() == 0
    assert page("#runbar").count() == 0
    assert page.js(journey(key).number)
    still = visit(java_script_enabled=False).open(f"/demos/{key}", lang="en")
    assert still.locator("table.plain tbody tr").count() > 0
    assert still.locator("form .btn.primary").is_visible()


def test_the_keyboard_map_and_the_link(visit: Visit, key: str) -> None:
    page = visit_instant(visit(), key, lang="en")
    page.page.keyboard.press("?")
    assert "Ctrl + Z" in page("#keys").inner_text()
    page.page.keyboard.press("Escape")
    page("#act-link").click()
    assert f"/demos/{key}" in page("[data-notice=link] input").input_value()
