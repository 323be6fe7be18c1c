"""The page of schedules: what each control and view value shows."""

from __future__ import annotations

from tests.browser.instants import Done, Journey, Shown


def cell(row: int, column: int) -> str:
    return (
        f"document.querySelector('#standing tr:nth-child({row}) "
        f"td:nth-child({column}) .num').textContent"
    )


def pressed(name: str) -> str:
    return f"document.querySelector('[data-flag={name}]').getAttribute('aria-pressed')"


def chosen(name: str) -> str:
    return f"document.querySelector('[name=view-{name}]:checked').value"


RATE, FLOOR = cell(2, 2), cell(2, 4)
ROW = "document.querySelector('#standing [aria-pressed=true]').closest('tr').dataset.row"
TICK = "document.querySelector('[data-layer=axes] text').textContent"
FEWER = "constant;step"

JOURNEY = Journey(
    params={
        "lr": Shown("0.1", cell(1, 2), "0.1"),
        "schedules": Shown(FEWER, "document.getElementById('standing').children.length", 2),
        "steps": Shown("120", "document.getElementById('play-scrub').max", "120"),
        "noise": Shown("0", f"Number({cell(1, 4)}) < 1e-9", True),
        "seed": Shown("7", f"{FLOOR} !== '0.00598'", True),
        "surface": Shown("saddle", "document.getElementById('hover').children.length", 0),
        "zoom": Shown("2", TICK, "-1"),
        "rule": Shown("momentum", "document.getElementById('hover').children.length", 0),
    },
    view={
        "row": Shown("3", ROW, "3"),
        "step": Shown("0", RATE, "0.15"),
        "pace": Shown("4", chosen("pace"), "4"),
        "log_y": Shown("0", pressed("log_y"), "false"),
        "log_x": Shown("1", pressed("log_x"), "true"),
        "seen": Shown("3d", "document.getElementById('solid').hidden", False),
        "height": Shown("one", chosen("height"), "one"),
    },
    reader={
        "row": Done(lambda page: page("#standing tr:nth-child(4) button").click(), "3"),
        "step": Done(lambda page: page("#play-back").click(), "299"),
        "pace": Done(lambda page: page("#playbar [value='4']").check(), "4"),
        "log_y": Done(lambda page: page("[data-flag=log_y]").click(), "0"),
        "log_x": Done(lambda page: page("[data-flag=log_x]").click(), "1"),
        "seen": Done(lambda page: page("[name=view-seen][value='3d']").check(), "3d"),
        "height": Done(lambda page: page("[name=view-height][value=one]").check(), "one"),
    },
    bad=("steps", "5001"),
    number=FLOOR,
    drag=("[data-handle=start]", 120, 60),
    drags="surface.x",
)
