"""The page of the race: what each control and view value shows."""

from __future__ import annotations

from tests.browser.instants import Done, Journey, Shown


def height(row: int) -> str:
    return (
        f"document.querySelector('#standing tr:nth-child({row}) td:nth-child(3) .num').textContent"
    )


def pressed(name: str) -> str:
    return f"document.querySelector('[data-flag={name}]').getAttribute('aria-pressed')"


def chosen(name: str) -> str:
    return f"document.querySelector('[name=view-{name}]:checked').value"


PLACE = "document.querySelector('#rule-numbers [data-moment=point]').textContent"
ROW = "document.querySelector('#standing [aria-pressed=true]').closest('tr').dataset.row"
TICK = "document.querySelector('[data-layer=axes] text').textContent"
EXACT = "document.getElementById('main').dataset.exact"

JOURNEY = Journey(
    params={
        "surface": Shown("saddle", height(1), "−0.08833"),
        "zoom": Shown("2", TICK, "-1"),
        "rules": Shown("sgd;momentum;nesterov;adagrad;rmsprop", height(5), "3.55e-4"),
        "steps": Shown("30", "document.getElementById('play-scrub').max", "30"),
        "noise": Shown("1", height(1), "0.06492"),
        "slope": Shown("differences", height(2), "0.08859"),
        "at": Shown("500", EXACT, "500"),
        "seed": Shown("7", f"{height(1)} === '0.8206'", True),
    },
    view={
        "step": Shown("0", PLACE, "(−1.8, 0.55)"),
        "pace": Shown("4", chosen("pace"), "4"),
        "seen": Shown("3d", "document.getElementById('solid').hidden", False),
        "log_y": Shown("0", pressed("log_y"), "false"),
        "log_x": Shown("1", pressed("log_x"), "true"),
        "row": Shown("4", ROW, "4"),
        "words": Shown("1", "document.querySelectorAll('#rule-words li').length", 3),
        "arrows": Shown("0", "document.querySelectorAll('[data-arrow]').length", 0),
        "against": Shown("evaluations", chosen("against"), "evaluations"),
        "size": Shown("rate", chosen("size"), "rate"),
    },
    reader={
        "step": Done(lambda page: page("#play-step").click(), "25"),
        "pace": Done(lambda page: page("#playbar [value='4']").check(), "4"),
        "seen": Done(lambda page: page("[name=view-seen][value='3d']").check(), "3d"),
        "log_y": Done(lambda page: page("[data-flag=log_y]").click(), "0"),
        "log_x": Done(lambda page: page("[data-flag=log_x]").click(), "1"),
        "row": Done(lambda page: page("#standing tr:nth-child(5) button").click(), "4"),
        "words": Done(lambda page: page("[data-flag=words]").click(), "1"),
        "arrows": Done(lambda page: page("[data-flag=arrows]").click(), "0"),
        "against": Done(
            lambda page: page("[name=view-against][value=evaluations]").check(), "evaluations"
        ),
        "size": Done(lambda page: page("[value=rate]").check(), "rate"),
    },
    together={"seed": {"noise": "1"}, "at": {"steps": "2000"}},
    bad=("steps", "5001"),
    number=height(2),
    drag=("[data-handle=start]", 120, 60),
    drags="surface.x",
)
