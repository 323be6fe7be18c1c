"""The front page, the reference and the list of one's own runs."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import pytest

import engine
from engine.registry import Registry
from tests.browser.conftest import Visit
from tests.browser.lab import LINEAR, Lab, until
from tests.browser.persian import latin_words
from webapp.catalogue import contents
from webapp.demos import DEMOS

PAGES = ("/", "/reference", "/runs")


def registries() -> dict[str, Registry]:  # type: ignore[type-arg]
    """Every registry of the engine's packages, by kind, and the demos."""
    packages = [import_module(f"engine.{found.name}") for found in iter_modules(engine.__path__)]
    held = [value for package in packages for value in vars(package).values()]
    return {r.kind: r for r in [*held, DEMOS] if isinstance(r, Registry)}


def test_the_front_page_lists_every_chapter(visit: Visit) -> None:
    page = visit().open("/", lang="en")
    chapters = contents(DEMOS)
    assert page.locator(".chapter h2").all_inner_texts() == [c.name[0] for c in chapters]
    for chapter, section in zip(chapters, page.locator(".chapter").all(), strict=True):
        assert section.locator("ul.demos > li").count() == len(chapter.demos)
        built = [listed for listed in chapter.demos if listed.built]
        links = [a.get_attribute("href") for a in section.get_by_role("link").all()]
        assert [link.split("?")[0] for link in links if link] == [
            f"/demos/{listed.key}" for listed in built
        ]
        assert section.locator(".soon").count() == len(chapter.demos) - len(built)
    page.get_by_role("link", name="Train a ConvNet").click()
    Lab(page).ready()


def test_the_reference_lists_every_entry(visit: Visit) -> None:
    page = visit().open("/reference", lang="en")
    shown = {article.get_attribute("id") for article in page.locator("article.entry").all()}
    declared = {
        f"{registry.kind}.{key}"
        for registry in registries().values()
        for key, entry in registry.items()
        if getattr(entry, "listed", True)  # the download is a run, not a page
    }
    assert {"layer.conv", "rule.adam", "loss.softmax", "demo.cifar10"} <= declared
    assert declared - shown == set()
    row = page.locator("[id='demo.cifar10'] tbody tr", has=page.get_by_text("lr", exact=True))
    assert "0.003" in row.inner_text()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_in_persian(visit: Visit, path: str) -> None:
    person = visit()
    if path == "/runs":
        person.start(**LINEAR)
    page = person.open(path, lang="fa")
    if path == "/runs":
        page.locator(".runs li").first.wait_for()
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert latin_words(page) == []
    page.locator("#other-language").click()
    page.wait_for_url("**lang=en**")
    assert page.locator("html").get_attribute("dir") == "ltr"


def test_my_runs(visit: Visit) -> None:
    person = visit()
    page = person.open("/runs", lang="en")
    page.get_by_text("No runs yet").wait_for()
    run_id = person.start(**LINEAR, seed=5)
    other = person.start(**LINEAR, seed=6)
    page.reload()
    rows = page.locator(".runs > li")
    rows.nth(1).wait_for()
    row = rows.nth(1)  # newest first
    assert "Seed 5" in " ".join(row.inner_text().split())
    assert "Seed 6" in " ".join(rows.first.inner_text().split())

    row.get_by_role("button", name="Rename").click()
    page.get_by_role("textbox", name="Name").fill("The first of mine")
    page.get_by_role("button", name="Save").click()
    row.get_by_role("heading", name="The first of mine").wait_for()
    assert person.run(run_id)["title"] == "The first of mine"

    rows.first.get_by_role("button", name="Delete").click()
    rows.first.get_by_role("button", name="Keep it").click()
    assert rows.count() == 2
    rows.first.get_by_role("button", name="Delete").click()
    rows.first.get_by_role("button", name="Delete").click()
    until(lambda: rows.count() == 1, "one row less")
    assert person.call("GET", f"/api/runs/{other}")[0] == 404

    row = rows.first
    row.get_by_role("link", name="Open").click()
    lab = Lab(page).ready()
    until(lambda: lab.run_id == run_id, "the run in the address")
    assert lab.query["seed"] == "5"
    lab.gets_to(person.run(run_id)["step"])
