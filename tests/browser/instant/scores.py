"""The page of the scores: what each control and view value shows."""

from __future__ import annotations

from tests.browser.instants import Done, Journey, Shown


def score(k: int) -> str:
    return f"document.querySelector('[data-score=\"{k}\"]').textContent"


def tile(name: str) -> str:
    return f"document.querySelector('[data-tile={name}]').textContent"


HUNTED = "document.querySelector('#verdict').innerText.includes('61.95')"
PRESSED = "document.querySelector('#score-list [aria-pressed=true]').dataset.class"

JOURNEY = Journey(
    params={
        "W": Shown("1,0,0,0;1.5,1.3,2.1,0;0,0.25,0.2,-0.3", score(0), "57.1"),
        "x": Shown("57,231,24,2", score(0), "-96.6"),
        "b": Shown("1.1,3.2,0", score(2), "61.95"),
        "y": Shown("2", "document.querySelector('[data-live=loss]').textContent", "378.15"),
        "trick": Shown("1", "document.querySelector('#matrix-W [data-size]').innerText", "3×5"),
        "side": Shown("8", tile("image"), "192"),
        "channels": Shown("1", tile("image"), "1,024"),
        "classes": Shown("100", tile("parameters"), "307,300"),
        "examples": Shown("1000", tile("data"), "3,072,000"),
    },
    view={
        "row": Shown("2", PRESSED, "2"),
        "hunt": Shown("1", score(2), "61.95"),
        "guess": Shown("2", HUNTED, True),
    },
    reader={
        "row": Done(lambda page: page("#score-list [data-class='1']").click(), "1"),
        "hunt": Done(lambda page: page("[data-flag=hunt]").click(), "1"),
        "guess": Done(lambda page: page("#score-list [data-class='2']").click(), "2"),
    },
    together={"guess": {"v.hunt": "1"}},
    bad=("W", "1,2;3"),
    number=score(1),
    drag=("#matrix-W [data-at='0,0']", 50, 0),
    drags="W",
    alone=("guess",),
)
