"""The page of gradients: what each control and view value shows."""

from __future__ import annotations

from tests.browser.instants import Done, Journey, Shown


def cell(row: int, column: int) -> str:
    return (
        f"document.querySelector('#check-rows tr:nth-child({row}) "
        f"td:nth-child({column}) .num').textContent"
    )


SLOPE = "document.querySelector('#slope b').textContent"
MORE = "document.querySelector('#slope p:nth-child(2)').textContent"
BUG = "document.getElementById('verdict').dataset.bug"
WHERE = "document.querySelector('#check-rows code').textContent"
ROWS = "document.querySelector('#check-rows td .num').textContent"
FIRST = "−0.03241496"
FOUND = "document.querySelectorAll('.slope-found').length"
OF = "document.querySelector('[name=view-of]:checked').value"
LINES = "document.getElementById('backward').children.length"

JOURNEY = Journey(
    params={
        "f": Shown("x^2", f"{SLOPE}.includes('0.6')", True),
        "x": Shown("1", f"{SLOPE}.includes('right')", True),
        "h": Shown("0.1", f"{MORE}.includes('0.0985')", True),
        "model": Shown("two_layer", f"{WHERE}.startsWith('W1')", True),
        "bug": Shown("sign", BUG, "sign"),
        "precision": Shown("float32", f"Math.abs({cell(1, 4)}) > 1e-6", True),
        "images": Shown("20", f"{ROWS} !== '{FIRST}'", True),
        "strength": Shown("1", f"{ROWS} !== '{FIRST}'", True),
        "seed": Shown("3", f"{ROWS} !== '{FIRST}'", True),
        "exercise": Shown("hinge", LINES, 6),
    },
    view={
        "uncovered": Shown("3", FOUND, 3),
        "of": Shown("f", OF, "f"),
    },
    reader={
        "uncovered": Done(lambda page: page("#uncover").click(), "2"),
        "of": Done(lambda page: page("[name=view-of][value=f]").check(), "f"),
    },
    bad=("f", "2*+"),
    number=SLOPE,
    drag=("[data-handle=point]", 120, 0),
    drags="x",
)
