"""The backward pass of the gradient page, written with the keyboard."""

from __future__ import annotations

from tests.browser.conftest import Visit
from tests.browser.instants import Instant, visit_instant
from tests.browser.lab import until

RIGHT = {"ds": "(p - t)/N", "dW2": "h*ds", "dh": "W2*ds", "dz": "on*dh", "dW1": "x*dz"}


def kind(page: Instant, name: str) -> str:
    return str(page.js(f"document.querySelector('[data-blank={name}]').dataset.kind"))


def write(page: Instant, name: str, typed: str) -> None:
    box = page(f"[data-blank={name}] input")
    box.focus()
    page.page.keyboard.press("Control+a")
    page.page.keyboard.type(typed)
    page.after(lambda: page.page.keyboard.press("Enter"))


def test_a_pass_is_written_line_by_line(visit: Visit) -> None:
    page = visit_instant(visit(), "gradient", lang="en")
    page.after(lambda: page("#pass").select_option("two_layer"))
    assert page.query["exercise"] == "two_layer"
    write(page, "ds", "p - t")
    assert kind(page, "ds") == "mean"
    for name, typed in RIGHT.items():
        write(page, name, typed)
        assert kind(page, name) == "right"
        assert page.js("document.activeElement.closest('[data-blank]').dataset.blank") == name
    assert page("#whole").get_attribute("data-kind") == "right"
    assert page.query["exercise.dW1"] == "x*dz"
    assert page("[data-blank=dW1] .over code").inner_text() == "dW1 = x.T @ dz"
    again = page.page.context.new_page()
    again.goto(page.page.url)
    assert Instant(again).ready()("#whole").get_attribute("data-kind") == "right"
    page.page.evaluate("document.activeElement.blur()")
    page.after(lambda: page.page.keyboard.press("Control+z"))
    until(lambda: kind(page, "dW1") == "empty", "the last line undone")
    assert page("[data-blank=dW1] input").input_value() == ""


def test_a_mistake_is_pointed_at_under_its_line(visit: Visit) -> None:
    person = visit()
    person.expected.append("status of 400")
    page = visit_instant(person, "gradient", lang="fa")
    box = page("[data-blank=dz] input")
    box.fill("f*(1 - g)")
    box.press("Enter")
    page("#why-dz:not([hidden])").wait_for()
    assert "ستون 8" in page("#why-dz").inner_text()
    assert box.get_attribute("aria-invalid") == "true"
    assert box.input_value() == "f*(1 - g)"
    page.after(lambda: (box.fill("f*(1 - f)"), box.press("Enter")))
    assert page("#why-dz").is_hidden()
    assert kind(page, "dz") == "right"
    assert page("[data-blank=dz] .over").inner_text().count("0.1966") == 1
