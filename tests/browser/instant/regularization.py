"""The page of regularization: what each control and view value shows."""

from __future__ import annotations

from tests.browser.instants import Done, Journey, Shown


def weights(side: str) -> str:
    return f"document.querySelector('[data-side={side}] [data-weights]').textContent"


def name(side: str) -> str:
    return f"document.querySelector('[data-side={side}] [data-name]').textContent"


def tile(key: str) -> str:
    return f"document.querySelector('[data-tile={key}]').textContent"


def cell(key: str) -> str:
    return f"document.querySelector('[data-value=\"{key}\"]').textContent"


def now(curve: str) -> str:
    return f"document.querySelector('#curve-{curve} [data-now]').textContent"


def axis(curve: str, label: str) -> str:
    texts = f"document.querySelectorAll('#curve-{curve} [data-layer=axis] text')"
    return f"[...{texts}].some((node) => node.textContent === '{label}')"


JOURNEY = Journey(
    params={
        "strength": Shown("0.2", weights("own"), "w = (0.4400, 0)"),
        "regularizer": Shown("elastic", name("own"), "Elastic net"),
        "beta": Shown("2", cell("elastic.0"), "3"),
        "penalty": Shown("slide", weights("beside"), "w = (0.5911, 0.0989)"),
        "minimum": Shown("0.5,-0.1", weights("own"), "w = (0.4412, -0.0412)"),
        "correlation": Shown("0", weights("own"), "w = (0.7500, 0.2000)"),
        "spread": Shown("2", weights("own"), "w = (0.5853, 0.1824)"),
        "alpha": Shown("2", tile("cost"), "1.64"),
        "images": Shown("all", tile("data"), "5.26667"),
        "scores": Shown("3.2,1.3,2.2;5.1,2.9,2.5;-1.7,3,-3.1", tile("data"), "1.1"),
        "x": Shown("2,1,1,1", cell("score.0"), "2"),
        "pair": Shown("1,0,0,0;1,0.5,0,0", cell("l2.1"), "1.25"),
        "one": Shown("bird", now("accuracy"), "training 67.0% · validation 59.4%"),
        "other": Shown("deer", now("accuracy"), "training 85.0% · validation 81.0%"),
        "examples": Shown("100", now("accuracy"), "training 85.5% · validation 83.8%"),
    },
    view={
        "beside": Shown("elastic", name("beside"), "Elastic net"),
        "path": Shown("0", "document.querySelectorAll('[data-side] .trail').length", 0),
        "log_x": Shown("0", axis("loss", "0.001"), False),
        "log_y": Shown("1", axis("loss", "0.02"), True),
    },
    reader={
        "beside": Done(lambda page: page("[data-choices=beside] label").nth(2).click(), "elastic"),
        "path": Done(lambda page: page("[data-flag=path]").click(), "0"),
        "log_x": Done(lambda page: page("[data-flag=log_x]").click(), "0"),
        "log_y": Done(lambda page: page("[data-flag=log_y]").click(), "1"),
    },
    bad=("minimum", "2,0"),
    number=weights("own"),
    drag=("[data-side=own] [data-handle=minimum]", -30, -40),
    drags="minimum",
)
