"""The surface in three dimensions: fetched when opened, turned by the reader, told in words."""

from __future__ import annotations

import json

import pytest

from tests.browser.conftest import Visit
from tests.browser.instants import Instant, visit_instant
from tests.browser.lab import until
from tests.browser.persian import latin_words
from tests.browser.test_axe import everywhere
from tests.browser.visitor import Visitor

PAGES = ("optimizers", "descent")
BUNDLE = "/vendor/plotly.min.js"
NO_WEBGL = """
  const { getContext } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return kind.startsWith("webgl") ? null : getContext.call(this, kind, ...rest);
  };
"""


def asked_of(person: Visitor) -> list[str]:
    """Addresses of every request of a person from now on."""
    asked: list[str] = []
    person.context.on("request", lambda request: asked.append(request.url))
    return asked


def open_relief(page: Instant) -> None:
    page("[name=view-seen][value='3d']").check()
    page("#solid .drawing[data-drawn]").wait_for()


def traces(page: Instant) -> list[str]:
    return list(page.js("document.querySelector('#solid .drawing').data.map(({type}) => type)"))


def camera(page: Instant) -> dict[str, float]:
    return dict(page.js("document.querySelector('#solid .drawing').layout.scene.camera.eye"))


@pytest.mark.parametrize("key", PAGES)
def test_nothing_of_it_is_fetched_before_it_is_opened(visit: Visit, key: str) -> None:
    person = visit()
    asked = asked_of(person)
    page = visit_instant(person, key, lang="en")
    page("#chart-loss .drawing").hover()  # the curves have a smaller bundle of their own
    page("#chart-loss .drawing[data-drawn]").wait_for()
    page.page.wait_for_load_state("networkidle")
    assert any("plotly-cartesian" in url for url in asked)
    assert not any(BUNDLE in url for url in asked)
    open_relief(page)
    assert sum(BUNDLE in url for url in asked) == 1
    rows = page.js("document.querySelectorAll('#standing tr').length")
    assert traces(page)[0] == "surface"
    assert traces(page).count("scatter3d") == 2 * rows + 1
    versions = page.js("[...document.scripts].filter((s) => s.src.includes('plotly')).length")
    assert versions == 2


def test_both_bundles_are_of_one_version(visit: Visit) -> None:
    person = visit()
    page = visit_instant(person, "optimizers", lang="en")
    open_relief(page)
    large = page.js("Plotly.version")
    hashes = page.js(
        "fetch([...document.scripts].map(({src}) => src).find((src) => src.includes('plotly'))"
        ".replace(/[^/]*$/, 'hashes.json'))"
        ".then((answer) => answer.json())"
    )
    assert hashes["plotly-cartesian.min.js"]["version"] == large


def test_the_heights_are_those_of_the_surface(visit: Visit) -> None:
    page = visit_instant(visit(), "optimizers", lang="en")
    open_relief(page)
    x, y, z = page.js(
        "(({x, y, z}) => [x, y, z])(document.querySelector('#solid .drawing').data[0])"
    )
    for i, j in ((0, 0), (17, 30), (40, 88)):
        assert z[i][j] == pytest.approx(0.5 * (x[j] ** 2 + 10 * y[i] ** 2), rel=1e-5)
    trail = page.js(
        "(({x, y, z}) => [x.at(-1), y.at(-1), z.at(-1)])"
        "(document.querySelector('#solid .drawing').data[1])"
    )
    assert trail[2] == pytest.approx(0.5 * (trail[0] ** 2 + 10 * trail[1] ** 2), abs=0.05)


def test_the_camera_stays_while_numbers_change(visit: Visit) -> None:
    page = visit_instant(visit(), "optimizers", lang="en")
    open_relief(page)
    first = camera(page)
    page("#solid").focus()
    page.page.keyboard.press("ArrowLeft")
    page.page.keyboard.press("+")
    until(lambda: camera(page) != first, "a turned camera")
    turned = camera(page)
    drawn = int(page("#solid .drawing").get_attribute("data-drawn") or 0)
    page.open_groups()
    page.after(lambda: page.set("surface.kappa", "40"))
    until(lambda: int(page("#solid .drawing").get_attribute("data-drawn") or 0) > drawn, "the edit")
    assert camera(page) == pytest.approx(turned)
    page("[name=view-seen][value=map]").check()
    open_relief(page)
    assert camera(page) == pytest.approx(turned)
    assert "v.step" not in page.query  # the arrow key turned, it did not step


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_it_is_told_in_words(visit: Visit, lang: str) -> None:
    page = visit_instant(visit(reduced_motion="reduce"), "optimizers", lang=lang)
    open_relief(page)
    until(lambda: page("#solid").get_attribute("role") == "application", "its words")
    said = page("#solid").get_attribute("aria-label") or ""
    assert all(piece in said for piece in ("4.291", "24"))
    assert "{" not in said
    before = said
    page.page.keyboard.press("Tab")
    page("#play-step").click()
    until(lambda: page("#solid").get_attribute("aria-label") != before, "the words of a step")
    if lang == "fa":
        assert latin_words(page.page) == []
    found = everywhere(page.page)
    assert found == {}, json.dumps(found, indent=1)


def test_without_webgl_a_sentence_says_so(visit: Visit) -> None:
    person = visit()
    asked = asked_of(person)
    person.context.add_init_script(NO_WEBGL)
    page = visit_instant(person, "descent", lang="en")
    page("[name=view-seen][value='3d']").check()
    assert "WebGL" in page("#solid [role=status]").inner_text()
    assert not any(BUNDLE in url for url in asked)
    page("[name=view-seen][value=map]").check()
    assert page("#map svg.chart").is_visible()


def test_a_library_that_does_not_come_is_asked_for_again(visit: Visit) -> None:
    person = visit()
    person.expected.append("plotly.min.js")
    page = visit_instant(person, "optimizers", lang="en")
    person.context.route(f"**{BUNDLE}", lambda route: route.abort())
    page("[name=view-seen][value='3d']").check()
    until(lambda: "did not arrive" in page("#solid [role=status]").inner_text(), "the failure")
    person.context.unroute(f"**{BUNDLE}")
    page("[name=view-seen][value=map]").check()
    open_relief(page)
    until(lambda: page("#solid [role=status]").is_hidden(), "the picture alone")
