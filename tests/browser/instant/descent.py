"""The page of gradient descent: what each control and view value shows."""

from __future__ import annotations

from tests.browser.instants import Done, Journey, Shown


def height(row: int) -> str:
    return (
        f"document.querySelector('#standing tr:nth-child({row}) td:nth-child(3) .num').textContent"
    )


def pressed(name: str) -> str:
    return f"document.querySelector('[data-flag={name}]').getAttribute('aria-pressed')"


REGIME = "document.getElementById('regime').dataset.regime"
ROW = "document.querySelector('#standing [aria-pressed=true]').closest('tr').dataset.row"
PACE = "document.querySelector('[name=view-pace]:checked').value"

JOURNEY = Journey(
    params={
        "lr": Shown("0.21", REGIME, "very_high"),
        "others": Shown("0.02,0.05", height(2), "1.832"),
        "surface": Shown("saddle", height(1), "2.615"),
        "zoom": Shown(
            "2", "document.querySelector('#map [data-layer=axes] text').textContent", "-1"
        ),
        "steps": Shown("30", "document.getElementById('play-scrub').max", "30"),
        "net_lr": Shown("1", "document.getElementById('net-regime').dataset.regime", "very_high"),
        "at": Shown("500", "document.getElementById('main').dataset.exact", "500"),
    },
    view={
        "row": Shown("2", ROW, "2"),
        "step": Shown("0", height(1), "3.133"),
        "pace": Shown("4", PACE, "4"),
        "seen": Shown("3d", "document.getElementById('solid').hidden", False),
        "log_y": Shown("0", pressed("log_y"), "false"),
        "log_x": Shown("1", pressed("log_x"), "true"),
        "arrow": Shown("0", "document.querySelectorAll('[data-arrow]').length", 0),
    },
    reader={
        "row": Done(lambda page: page("#standing tr:nth-child(3) button").click(), "2"),
        "step": Done(lambda page: page("#play-step").click(), "4"),
        "pace": Done(lambda page: page("#playbar [value='4']").check(), "4"),
        "seen": Done(lambda page: page("[name=view-seen][value='3d']").check(), "3d"),
        "log_y": Done(lambda page: page("[data-flag=log_y]").click(), "0"),
        "log_x": Done(lambda page: page("[data-flag=log_x]").click(), "1"),
        "arrow": Done(lambda page: page("[data-flag=arrow]").click(), "0"),
    },
    together={"at": {"steps": "1000"}},
    bad=("lr", "1e7"),
    number=height(1),
    drag=("[data-handle=rate]", -120, 0),
    drags="lr",
)
