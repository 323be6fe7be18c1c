"""The page of second-order methods: what each control and view value shows."""

from __future__ import annotations

from tests.browser.instants import Done, Journey, Shown


def cell(row: int, column: int) -> str:
    place = f"#standing tr:nth-child({row}) td:nth-child({column}) .num"
    return f"document.querySelector('{place}').textContent"


def pressed(name: str) -> str:
    return f"document.querySelector('[data-flag={name}]').getAttribute('aria-pressed')"


def stored(key: str) -> str:
    return f"document.querySelector('[data-stored={key}] td .num').textContent"


ROW = "document.querySelector('#standing [aria-pressed=true]').closest('tr').dataset.row"
PACE = "document.querySelector('[name=view-pace]:checked').value"
AGAINST = "document.querySelector('[name=view-against]:checked').value"
KIND = "document.getElementById('said').dataset.kind"

TICK = "document.querySelector('#map [data-layer=axes] text').textContent"
DOWN = "document.querySelector('[data-live=down]').textContent"

JOURNEY = Journey(
    params={
        "surface": Shown("saddle", KIND, "saddle"),
        "zoom": Shown("2", f"Number({TICK}) > -1", True),
        "lr": Shown("0.0001", DOWN, "(0.02156, 0.0088)"),
        "steps": Shown("30", "document.getElementById('play-scrub').max", "30"),
        "pairs": Shown("20", stored("lbfgs"), "24.67 MB"),
        "parameters": Shown("1000000", stored("hessian"), "4 TB"),
    },
    view={
        "row": Shown("2", ROW, "2"),
        "step": Shown("1", cell(2, 2), "4.732"),
        "pace": Shown("4", PACE, "4"),
        "log_y": Shown("0", pressed("log_y"), "false"),
        "log_x": Shown("1", pressed("log_x"), "true"),
        "seen": Shown("3d", "document.getElementById('solid').hidden", False),
        "model": Shown("0", "document.querySelectorAll('[data-model]').length", 0),
        "against": Shown("evaluations", AGAINST, "evaluations"),
    },
    reader={
        "row": Done(lambda page: page("#standing tr:nth-child(3) button").click(), "2"),
        "step": Done(lambda page: page("#play-step").click(), "1"),
        "pace": Done(lambda page: page("#playbar [value='4']").check(), "4"),
        "log_y": Done(lambda page: page("[data-flag=log_y]").click(), "0"),
        "log_x": Done(lambda page: page("[data-flag=log_x]").click(), "1"),
        "seen": Done(lambda page: page("[name=view-seen][value='3d']").check(), "3d"),
        "model": Done(lambda page: page("[data-flag=model]").click(), "0"),
        "against": Done(
            lambda page: page("[name=view-against][value=evaluations]").check(), "evaluations"
        ),
    },
    bad=("lr", "1e7"),
    number=cell(2, 2),
    drag=("[data-handle=start]", 60, 30),
    drags="surface.x",
)
