"""The form of a declaration, before any script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import ClassVar

import pytest

from engine.events import Done, Metrics
from engine.registry import Entry, Registry
from engine.schema import choice, describe, flag, integer, many, matrix, pick, real, seed
from tests.pages.conftest import Get
from webapp.demos.base import Demo
from webapp.forms import form_of, log_bottom, marks, slider_at
from webapp.tables import metrics_table


class Part(Entry):
    """Something to choose."""


PARTS: Registry[Part] = Registry("part")


@PARTS.add("wide", label=("Wide", "پهن"))
@dataclass(frozen=True)
class Wide(Part):
    size: int = integer(3, 1, 9, label=("Size", "اندازه"))


@PARTS.add("plain", label=("Plain", "ساده"))
@dataclass(frozen=True)
class Plain(Part):
    pass


@dataclass(frozen=True)
class Toy(Demo):
    key: ClassVar[str] = "toy"
    metrics: ClassVar[dict[str, tuple[str, str]]] = {"loss": ("loss", "هزینه")}
    lr: float = real(0.01, 1e-6, 1, scale="log", label=("Rate", "نرخ"), live=True)
    on: bool = flag(True, label=("On", "روشن"))
    kind: str = choice("a", {"a": ("A", "الف"), "b": ("B", "ب")}, label=("Kind", "گونه"))
    one: Part = pick(PARTS, "plain", label=("One", "یکی"))
    parts: tuple[Part, ...] = many(
        PARTS, "wide;plain", settings={"0.size": "5"}, label=("Parts", "اجزا")
    )
    table: tuple[tuple[float, ...], ...] = matrix("1,2;3,4", -9, 9, label=("Table", "جدول"))
    seed: int = seed(7, label=("Seed", "بذر"), advanced=True)

    def run(self):
        yield Metrics(0, {"loss": 0.5})
        yield Done("finished")


PARAMS = {param["name"]: param for param in describe(Toy)}


@pytest.mark.parametrize(("text", "at"), [("1e-6", 0), ("0.001", 0.5), ("1", 1)])
def test_a_log_slider_stands_at_the_exponent(text: str, at: float) -> None:
    assert slider_at(PARAMS["lr"], text) == pytest.approx(at)


def test_a_log_slider_is_labelled_at_whole_decades() -> None:
    assert marks(PARAMS["lr"]) == ["1e-6", "1e-4", "1e-2", "1"]
    assert log_bottom(PARAMS["lr"]) == 1e-6


def test_groups_keep_their_order_and_advanced_comes_last() -> None:
    assert [key for key, _, _ in form_of(Toy, {}, "en").groups()] == ["", "advanced"]


def test_refused_values_are_reported_all_at_once_and_the_rest_holds() -> None:
    form = form_of(Toy, {"lr": "7", "one.size": "2", "kind": "b", "parts": "wide"}, "en")
    assert set(form.refused) == {"lr", "one.size"}
    assert form.values["kind"] == "b"
    assert form.values["lr"] == "0.01"
    assert form.values["parts.0.size"] == "3"  # the list is not at its default any more


def test_the_default_list_has_settings_of_its_own() -> None:
    assert form_of(Toy, {}, "en").defaults["parts.0.size"] == "5"


def test_an_instant_demo_has_its_numbers_without_scripts() -> None:
    assert metrics_table(Toy, Toy(), "en") == {"names": ["step", "loss"], "rows": [["0", "0.5"]]}


class Controls(HTMLParser):
    """Named controls in force, ids, and what labels point to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.submitted: list[str] = []
        self.ids: list[str] = []
        self.pointed: set[str] = set()
        self._templates = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self._templates += tag == "template"
        if self._templates:
            return
        if "id" in named:
            self.ids.append(named["id"])
        for name in ("for", "aria-describedby", "aria-controls", "aria-labelledby"):
            self.pointed |= set(named.get(name, "").split())
        if "name" in named and tag in ("input", "select", "textarea") and "disabled" not in named:
            self.submitted.append(named["name"])

    def handle_endtag(self, tag: str) -> None:
        self._templates -= tag == "template"


def test_every_id_is_one_and_every_label_points_somewhere(get: Get) -> None:
    seen = Controls(get("/demos/cifar10"))
    assert len(seen.ids) == len(set(seen.ids))
    assert seen.pointed - set(seen.ids) == set()


def test_the_browser_submits_what_is_in_force_and_nothing_else(get: Get) -> None:
    from webapp.demos import DEMOS

    submitted = set(Controls(get("/demos/cifar10?rule=momentum")).submitted)
    expected = set(form_of(DEMOS["cifar10"], {"rule": "momentum"}, "en").values)
    assert submitted == expected


def test_every_parameter_has_a_control_with_its_default(get: Get) -> None:
    html = get("/demos/cifar10")
    for name in ("lr", "batch", "rule", "seed", "epochs", "speed", "layers"):
        assert re.search(rf'name="{name}"[^>]*data-default="[^"]+"', html), name
