"""Every declared parameter: shown when the address says it, said when it is set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.schema import describe
from tests.browser.conftest import Visit
from tests.browser.lab import SET, Lab, until
from webapp.demos.cifar10 import Cifar10

Doing = Callable[[Lab], object]

OUTSIDE = {
    "lr": "0.01",
    "weight_decay": "0.001",
    "batch": "32",
    "flip": "0",
    "alternate": "1",
    "shift": "3",
    "cutout": "4",
    "layers": "dense;relu;dense",
    "rule": "momentum",
    "schedule": "exponential",
    "epochs": "7",
    "loss": "hinge",
    "penalty": "l1",
    "hold_out": "0",
    "views": "2",
    "data": "cifar10",
    "seed": "9",
    "shards": "1",
    "speed": "5",
}


def typed(name: str, text: str) -> tuple[Doing, str]:
    return (lambda lab: lab.type_into(name, text)), text


def chosen(name: str, key: str) -> tuple[Doing, str]:
    return (lambda lab: lab(f"[id='f-{name}']").select_option(key)), key


def pressed(selector: str, text: str | None) -> tuple[Doing, str | None]:
    return (lambda lab: lab(selector).click()), text


# What the reader does with each control, and what the address says then (None: something new).
DONE: dict[str, tuple[Doing, str | None]] = {
    "lr": ((lambda lab: lab("[data-slides='f-lr']").press("End")), "1"),
    "weight_decay": typed("weight_decay", "0.001"),
    "batch": pressed("[data-more='f-batch']", "65"),
    "flip": pressed("#f-flip", "0"),
    "alternate": pressed("#f-alternate", "1"),
    "shift": ((lambda lab: lab("#f-shift").press("ArrowUp")), "3"),
    "cutout": typed("cutout", "4"),
    "rule": chosen("rule", "momentum"),
    "schedule": chosen("schedule", "exponential"),
    "epochs": typed("epochs", "7"),
    "loss": chosen("loss", "hinge"),
    "penalty": chosen("penalty", "l1"),
    "hold_out": pressed("#f-hold_out", "0"),
    "views": chosen("views", "6"),
    "data": chosen("data", "cifar10"),
    "seed": pressed("[data-new-seed='f-seed']", None),
    "shards": typed("shards", "1"),
    "speed": chosen("speed", "5"),
    "layers": ((lambda lab: lab("[data-row][data-index='0'] summary").press("Delete")), None),
}


def declared(cls: type) -> set[str]:
    return {str(field["name"]) for field in describe(cls)}


def shown(lab: Lab, name: str) -> str:
    """The value in force of a control, whatever its kind."""
    return str(lab.js("(name) => new FormData(document.getElementById('form')).get(name)", name))


def open_groups(lab: Lab) -> None:
    lab.js("document.querySelectorAll('.rail details').forEach((d) => { d.open = true })")


def test_parameters_from_outside(visit: Visit) -> None:
    assert set(OUTSIDE) == declared(Cifar10)
    lab = visit().lab(lang="en", **OUTSIDE)
    flags = {"flip": "None", "hold_out": "None"}  # a form sends nothing for a switch that is off
    assert {name: shown(lab, name) for name in OUTSIDE} == {**OUTSIDE, **flags}
    assert {name: lab.query[name] for name in OUTSIDE} == OUTSIDE
    assert lab(".editor [data-row]").count() == 3
    until(lambda: "2-view test" in lab("#clock").inner_text(), "what is judged")
    assert "validation" not in lab("#clock").inner_text()


def test_parameters_by_the_reader(visit: Visit) -> None:
    assert set(DONE) == declared(Cifar10)
    lab = visit().lab(lang="en")
    open_groups(lab)
    for name, (do, expected) in DONE.items():
        before = lab.query.get(name)
        assert before is None, name
        do(lab)
        said = until(lambda name=name: lab.query.get(name), f"{name} in the address")
        assert said == expected or (expected is None and said), name


def other(field: Mapping[str, Any]) -> str:
    """A value of a field that is allowed and is not its default."""
    kind, default = field["type"], str(field["default"])
    if kind == "flag":
        return "0" if default == "1" else "1"
    if kind in ("choice", "pick"):
        keys = [option["key"] for option in field["options"]]
        return str(next(key for key in keys if key != default))
    low, high = float(field["low"]), float(field["high"])
    if kind == "integer":
        return str(int(default) + 1 if int(default) < high else int(default) - 1)
    half = float(default) / 2
    return f"{half if low < half < high else (low + high) / 2:.3g}"


def touch_inner(lab: Lab, start: str, option: Mapping[str, Any]) -> int:
    """Set every parameter of a chosen entry; the address says each as it was set."""
    for inner in option["params"] or []:
        name, text = f"{start}.{inner['name']}", other(inner)
        assert lab.js(SET, [name, text]) == 1, name
        said = until(lambda name=name: lab.query.get(name), f"{name} in the address")
        assert said == text, name
    return len(option["params"] or [])


def test_parameters_of_every_choice(visit: Visit) -> None:
    lab = visit().lab(lang="en")
    touched = 0
    for field in (f for f in describe(Cifar10) if f["type"] == "pick"):
        for option in field["options"]:
            lab.js(SET, [field["name"], option["key"]])
            touched += touch_inner(lab, field["name"], option)
    assert touched > 10


def test_parameters_of_every_layer(visit: Visit) -> None:
    lab = visit().lab(lang="en", layers="dense")
    (layers,) = (field for field in describe(Cifar10) if field["type"] == "many")
    touched = 0
    for option in layers["options"]:
        lab(".add [data-option]").select_option(option["key"])
        lab(".editor [data-add]").click()
        touched += touch_inner(lab, "layers.1", option)
        lab("[data-row][data-index='1'] summary").press("Delete")
        until(lambda: lab.query["layers"] == "dense", "the list as it was")
    assert touched > 10
