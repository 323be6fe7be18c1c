"""An instant page as a reader sees it, and what every such page tells its contract test."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from playwright.sync_api import Locator, Page

from tests.browser.lab import SET, until
from tests.browser.visitor import Visitor
from webapp.demos import DEMOS

INSTANT = [key for key in DEMOS if DEMOS[key].kind == "instant" and DEMOS[key].listed]


class Instant:
    """One tab at an instant demo, its first numbers computed."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def ready(self) -> Instant:
        self.page.wait_for_selector("html[data-ready]")
        self.settled()
        return self

    def __call__(self, selector: str) -> Locator:
        return self.page.locator(selector)

    def js(self, expression: str, argument: Any = None) -> Any:
        return self.page.evaluate(expression, argument)

    @property
    def query(self) -> dict[str, str]:
        """What the address says."""
        return dict(parse_qsl(self.js("location.search.slice(1)"), keep_blank_values=True))

    @property
    def computed(self) -> int:
        """How many answers of the server have been drawn."""
        return int(self.js("Number(document.getElementById('main').dataset.computed ?? 0)"))

    def settled(self) -> None:
        """Wait until the server has confirmed what is shown."""
        done = "#main[data-computed]:not([data-provisional])"
        self.page.wait_for_selector(done, state="attached")

    def after(self, act: Callable[[], object]) -> None:
        """Do something and wait for the numbers that follow from it."""
        before = self.computed
        act()
        until(lambda: self.computed > before, "the numbers of an edit")
        self.settled()

    def set(self, name: str, text: str) -> None:
        """A value of the form, as typing or choosing sets it."""
        assert self.js(SET, [name, text]) == 1, name

    def text(self, selector: str) -> str:
        return self(selector).first.inner_text().replace("\u2212", "-")

    def open_groups(self) -> None:
        self.js("document.querySelectorAll('.rail details').forEach((d) => { d.open = true })")


@dataclass(frozen=True)
class Shown:
    """A value said by the address, and what an expression in the page then is."""

    text: str
    expression: str
    expected: Any


@dataclass(frozen=True)
class Done:
    """What the reader does, and what the address says of it then."""

    act: Callable[[Instant], object]
    text: str


@dataclass(frozen=True)
class Journey:
    """Everything the contract test needs to know of one page.

    Attributes:
        params: each parameter, set from outside, with a number of the page that follows from it.
        view: each view value, set from outside.
        reader: each view value, set by the reader.
        bad: a parameter and a text that is refused.
        number: an expression whose value must stay when something is refused.
        drag: a selector of something that is dragged, and how far in pixels.
        drags: the parameter that changes by it.
        together: what else the address must say for one of them to show.
        alone: view values that change what others are seen by.
    """

    params: Mapping[str, Shown]
    view: Mapping[str, Shown]
    reader: Mapping[str, Done]
    bad: tuple[str, str]
    number: str
    drag: tuple[str, int, int]
    drags: str
    together: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    alone: tuple[str, ...] = ("step", "seen")

    def beside(self, name: str) -> Mapping[str, str]:
        """What else the address must say for `name` to show."""
        return self.together.get(name, {})

    def views(self) -> list[list[str]]:
        """The view values by the addresses that set them: those that bear company in one."""
        apart = [[name] for name in self.view if name in self.alone]
        return [[name for name in self.view if name not in self.alone], *apart]


def journey(key: str) -> Journey:
    """The journey of a page, from `tests/browser/instant/<key>.py`."""
    module = importlib.import_module(f"tests.browser.instant.{key.replace('-', '_')}")
    found = module.JOURNEY
    assert isinstance(found, Journey)
    return found


def visit_instant(person: Visitor, key: str, **query: object) -> Instant:
    """A page in a tab of its own."""
    return Instant(person.open(f"/demos/{key}", **query)).ready()
