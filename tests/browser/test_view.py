"""Every declared view value: shown when the address says it, said when the reader sets it."""

from __future__ import annotations

from collections.abc import Callable

from engine.schema import describe
from tests.browser.conftest import Visit
from tests.browser.lab import Lab, until
from webapp.demos.cifar10 import CifarView

Doing = Callable[[Lab], object]

OUTSIDE = {
    "image": ("test:3", "document.querySelector('#image-number')?.value", "3"),
    "maps": ("weights", "document.querySelector('[name=view-maps]:checked').value", "weights"),
    "scale": ("shared", "document.querySelector('[name=view-scale]:checked').value", "shared"),
    "step": ("0", "document.querySelector('#run-place').innerText.split(' of ')[0]", "step 0"),
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
}
DONE: dict[str, tuple[Doing, str]] = {
    "image": ((lambda lab: lab("#nine li[data-image='test:4'] button").click()), "test:4"),
    "maps": ((lambda lab: lab("[name=view-maps][value=gradients]").check()), "gradients"),
    "scale": ((lambda lab: lab("[name=view-scale][value=shared]").check()), "shared"),
    "step": ((lambda lab: lab("#run-scrub").press("Home")), "0"),
    "smooth": ((lambda lab: lab("#chart-loss .tools .range").press("Home")), "0"),
    "log_x": ((lambda lab: lab("#chart-loss [data-chip=log_x]").click()), "1"),
    "log_y": ((lambda lab: lab("#chart-loss [data-chip=log_y]").click()), "1"),
    "log_accuracy": ((lambda lab: lab("#chart-accuracy [data-chip=log_y]").click()), "1"),
    "nine": ((lambda lab: lab("#other-nine").click()), "9"),
    "cell": ((lambda lab: lab("[data-cell='0,3']").click()), "0,3"),
}


def declared(cls: type) -> set[str]:
    return {str(field["name"]) for field in describe(cls)}


def through_the_page(lab: Lab) -> None:
    """Pictures are asked for only where somebody looks: look everywhere."""
    for section in ("layers", "test-images", "confusion"):
        lab(f"#{section}").scroll_into_view_if_needed()
    lab("#layers[data-step]").wait_for()
    lab("#nine li").first.wait_for()
    lab("#confusion-table td").first.wait_for(state="attached")


def test_view_from_outside(visit: Visit, finished: str) -> None:
    assert set(OUTSIDE) == declared(CifarView)
    asked = {f"v.{name}": text for name, (text, _, _) in OUTSIDE.items() if name != "step"}
    lab = visit().lab(lang="en", run=finished, **asked)
    through_the_page(lab)
    for name, (_, expression, expected) in OUTSIDE.items():
        if name != "step":  # at step 0 no test set had been judged: a page of its own
            until(lambda e=expression, x=expected: lab.js(e) == x, f"{name} as asked")
    earlier = visit().lab(lang="en", run=finished, **{"v.step": "0"})
    _, expression, expected = OUTSIDE["step"]
    until(lambda: earlier.js(expression) == expected, "the step as asked")


def test_view_by_the_reader(visit: Visit, finished: str) -> None:
    assert set(DONE) == declared(CifarView)
    lab = visit().lab(lang="en", run=finished)
    through_the_page(lab)
    later = {"step": DONE["step"]}  # it hides what came after
    for name, (do, expected) in ({**DONE} | later).items():
        if name == "step":
            continue
        assert f"v.{name}" not in lab.query
        do(lab)
        until(lambda n=name, x=expected: lab.query.get(f"v.{n}") == x, f"v.{name}={expected}")
    later["step"][0](lab)
    until(lambda: lab.query.get("v.step") == "0", "v.step=0")
