"""The page of the losses: what each control and view value shows."""

from __future__ import annotations

from tests.browser.instants import Done, Journey, Shown


def slot(name: str) -> str:
    return f"document.querySelector('[data-slot=\"{name}\"] .num').textContent"


def text(selector: str) -> str:
    return f"document.querySelector('{selector}')?.innerText.trim()"


JIGGLED = "document.querySelector('#jiggle-table [data-jiggle=down]').innerText"
LIT = "document.querySelectorAll('#chain tr.lit').length"
MOVED = "document.querySelector('#table td.moved [data-at]').dataset.at"
SWITCH = "document.querySelector('[name=view-{}]:checked').value"

JOURNEY = Journey(
    params={
        "scores": Shown("9.9,1,1;9,1,1;9,1,1", slot("hinge-0"), "0.2"),
        "y": Shown("1,1,2", slot("hinge-0"), "0"),
        "margin": Shown("2", slot("hinge-0"), "3.9"),
        "square": Shown("1", slot("hinge-2"), "83.25"),
        "own": Shown("1", slot("hinge-1"), "1"),
        "mean": Shown("1", slot("hinge-0"), "1.45"),
        "temperature": Shown("2", slot("softmax-0"), "1.3007"),
        "base": Shown("10", slot("softmax-0"), "0.88611"),
        "names": Shown("cifar", text('#table [data-name="0"]'), "airplane"),
        "image": Shown("2", "document.querySelector('#both [role=slider]').ariaValueNow", "2.2"),
        "moved": Shown("1", MOVED, "1,0"),
        "jiggle": Shown("1", JIGGLED, "3.9"),
    },
    view={
        "chain": Shown("softmax", text("#chain tr:nth-child(2) code"), "exp(z)"),
        "line": Shown("3", LIT, 1),
        "whatif": Shown("square", SWITCH.format("whatif"), "square"),
        "guess": Shown("own1", text("#whatif-verdict b"), "Right."),
    },
    reader={
        "chain": Done(lambda page: page("[name=view-chain][value=softmax]").check(), "softmax"),
        "line": Done(lambda page: page("#step-on").click(), "1"),
        "whatif": Done(lambda page: page("[name=view-whatif][value=zeros]").check(), "zeros"),
        "guess": Done(lambda page: page("#whatif-options [data-option='0']").click(), "own0"),
    },
    bad=("scores", "1,2,3;nan,1e308,5"),
    number=slot("softmax-0"),
    drag=("#both [role=slider]", 60, 0),
    drags="scores",
    alone=("whatif", "guess"),
)
