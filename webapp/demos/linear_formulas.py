"""The formulas of the linear classifier, of a point and of the whole, as data.

`{i}` in a path or a name stands for the point that the reader chooses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from webapp.demos.formula import Expression, at, frac, joined, mark, row, sub, sup, under

ROW = "{i}"
SQUARES = row("∑", sup("W", "2"))
Line = list[Expression]  # pieces that stay whole where the line is broken
Parts = Callable[[str, int, int], tuple[Expression, Line]]


def of_point(side: str, loss: str, right: int, classes: int) -> list[Line]:
    """L_i of a point whose right class is `right`: the rule, and a line of today's numbers."""
    rule, numbers = POINT[loss](side, right, classes)
    result = row("=", mark(at(f"{side}.each.{ROW}")))
    first, *others = numbers
    terms = [row(sub("L", ROW), "=", first), *(row("+", term) for term in others)]
    return [[row(sub("L", "i"), "=", rule)], [*terms, result]]


def of_all(side: str, penalty: str) -> list[Line]:
    """L: the mean over the points and what the penalty adds, and today's numbers."""
    half = frac("λ", "2") if penalty == "half" else "λ"
    rule = row(frac("1", "N"), under("∑", "i"), sub("L", "i"), "+", half, SQUARES)
    numbers = row("L", "=", at(f"{side}.data"), "+", at(f"{side}.penalty"))
    return [[row("L", "=", rule)], [numbers, row("=", mark(at(f"{side}.total")))]]


def _score(side: str, k: int) -> Expression:
    return at(f"{side}.scores.{ROW}.{k}", "factor")


def _rivals(right: int, classes: int) -> list[int]:
    return [k for k in range(classes) if k != right]


def _paid(*inner: Expression) -> Expression:
    return row("max", "(", "0", ",", *inner, ")")


def _hinge(side: str, right: int, classes: int) -> tuple[Expression, Line]:
    rule = row(under("∑", row("j", "≠", "y")), _paid(sub("s", "j"), "−", sub("s", "y"), "+", "1"))
    own = _score(side, right)
    return rule, [_paid(_score(side, k), "−", own, "+", "1") for k in _rivals(right, classes)]


def _structured(side: str, right: int, classes: int) -> tuple[Expression, Line]:
    highest = row(under("max", row("j", "≠", "y")), sub("s", "j"))
    rule = _paid(highest, "−", sub("s", "y"), "+", "1")
    rivals = joined([_score(side, k) for k in _rivals(right, classes)], ",")
    worst = row("max", "(", rivals, ")") if classes > 2 else rivals
    return rule, [_paid(worst, "−", _score(side, right), "+", "1")]


def _one_vs_all(side: str, right: int, classes: int) -> tuple[Expression, Line]:
    others = row(under("∑", row("j", "≠", "y")), _paid("1", "+", sub("s", "j")))
    rule = row(_paid("1", "−", sub("s", "y")), "+", others)
    each = [_paid("1", "+", _score(side, k)) for k in _rivals(right, classes)]
    return rule, [_paid("1", "−", _score(side, right)), *each]


def _softmax(side: str, right: int, classes: int) -> tuple[Expression, Line]:
    share = frac(sup("e", sub("s", "y")), row(under("∑", "j"), sup("e", sub("s", "j"))))
    probability = at(f"{side}.terms.{ROW}.{right}")
    return row("−", "ln", share), [row("−", "ln", "(", probability, ")")]


POINT: Mapping[str, Parts] = {
    "hinge": _hinge,
    "structured": _structured,
    "one_vs_all": _one_vs_all,
    "softmax": _softmax,
}
