"""The page of the linear classifier: what each control and view value shows."""

from __future__ import annotations

from tests.browser.instants import Done, Instant, Journey, Shown


def total(side: str) -> str:
    return f"document.querySelector('.side[data-side={side}] [data-total]').textContent"


def name(side: str) -> str:
    return f"document.querySelector('.side[data-side={side}] [data-name]').textContent"


def weight(side: str, at: str) -> str:
    return f"document.querySelector('#weights-{side} [data-at=\"{at}\"]').value"


def count(selector: str) -> str:
    return f"document.querySelectorAll('{selector}').length"


def radio(group: str) -> str:
    return f"document.querySelector('[data-choices={group}] input:checked').value"


def pressed(flag: str) -> str:
    return f"document.querySelector('[data-flag={flag}]').getAttribute('aria-pressed')"


def press(group: str, key: str) -> Done:
    return Done(lambda page: page(f"[data-choices={group}] input[value='{key}']").check(), key)


def toggle(flag: str, text: str) -> Done:
    return Done(lambda page: page(f"[data-flag={flag}]").click(), text)


def pick_a_point(page: Instant) -> None:
    page("#table-first [data-point='2'] th button").click()


PLACE = "document.querySelector('#walk-place').innerText.replace(/\\s+/g, ' ')"
RIGHT = "document.querySelector('.side[data-side=first] [data-correct]').textContent"
FORMULA = "document.querySelector('#formula-first').textContent"
LETTER = f"({FORMULA}).match(/L(\\d+)=/)?.[1]"
HALF = "document.querySelector('#formula-first [data-eq=total]').textContent.includes('2∑')"

JOURNEY = Journey(
    params={
        "strength": Shown("0", total("first"), "0"),
        "first": Shown("one_vs_all", name("first"), "One-vs-all"),
        "second": Shown("structured", name("second"), "Structured SVM"),
        "penalty": Shown("slide", HALF, False),
        "lr": Shown("0.001", total("first"), "2.8"),
        "rule": Shown("adam", total("second"), "0.31"),
        "steps": Shown("0", weight("second", "1,1"), "-4"),
        "back": Shown("200", PLACE, "update 0 of 200"),
        "points": Shown("0.5,0.4,0;-0.4,0.3,1;0.7,-0.4,2", RIGHT, "3/3"),
        "W": Shown("0,0;0,0;0,0", weight("first", "0,0"), "1.55"),
        "b": Shown("0,0,0", weight("first", "0,2"), "-0.8111"),
    },
    view={
        "show": Shown("second", count(".side:not([hidden])"), 1),
        "point": Shown("2", LETTER, "2"),
        "margins": Shown("0", count("[data-margin]"), 0),
        "arrows": Shown("0", count("[data-arrow]"), 0),
        "pen": Shown("1", count(".side[data-pen]"), 2),
        "speed": Shown("100", radio("speed"), "100"),
        "curve": Shown("accuracy", radio("curve"), "accuracy"),
        "log_y": Shown("1", pressed("log_y"), "true"),
        "log_x": Shown("1", pressed("log_x"), "true"),
    },
    reader={
        "show": press("show", "first"),
        "point": Done(pick_a_point, "2"),
        "margins": toggle("margins", "0"),
        "arrows": toggle("arrows", "0"),
        "pen": press("pen", "2"),
        "speed": press("speed", "5"),
        "curve": press("curve", "parts"),
        "log_y": toggle("log_y", "1"),
        "log_x": toggle("log_x", "1"),
    },
    bad=("points", "1,x,0"),
    number=total("first"),
    drag=("#plane-first [data-handle='8']", 60, -70),
    drags="points",
    alone=("show",),
)
