"""The formulas of the linear classifier, of a point and of the whole, as data.

`{i}` in a path or a name stands for the point that the reader chooses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from webapp.demos.formula import Expression, at, frac, joined, mark, row, sub, sup, under

ROW = "{i}"
SQUARES = row("∑", sup("W", "2"))
Parts = Callable[[str, int, int], tuple[Expression, Expression]]


def of_point(side: str, loss: str, right: int, classes: int) -> Expression:
    """L_i of a point whose right class is `right`: the rule, today's numbers, the result."""
    rule, numbers = POINT[loss](side, right, classes)
    result = mark(at(f"{side}.each.{ROW}"))
    return row(sub("L", ROW), "=", rule, "=", numbers, "=", result)


def of_all(side: str, penalty: str) -> Expression:
    """L: the mean over the points and what the penalty adds."""
    half = frac("λ", "2") if penalty == "half" else "λ"
    rule = row(frac("1", "N"), under("∑", "i"), sub("L", "i"), "+", half, SQUARES)
    numbers = row(at(f"{side}.data"), "+", at(f"{side}.penalty"))
    return row("L", "=", rule, "=", numbers, "=", mark(at(f"{side}.total")))


def _score(side: str, k: int) -> Expression:
    return at(f"{side}.scores.{ROW}.{k}", "factor")


def _rivals(right: int, classes: int) -> list[int]:
    return [k for k in range(classes) if k != right]


def _paid(*inner: Expression) -> Expression:
    return row("max", "(", "0", ",", *inner, ")")


def _hinge(side: str, right: int, classes: int) -> tuple[Expression, Expression]:
    rule = row(under("∑", row("j", "≠", "y")), _paid(sub("s", "j"), "−", sub("s", "y"), "+", "1"))
    own = _score(side, right)
    each = [_paid(_score(side, k), "−", own, "+", "1") for k in _rivals(right, classes)]
    return rule, joined(each, "+")


def _structured(side: str, right: int, classes: int) -> tuple[Expression, Expression]:
    highest = row(under("max", row("j", "≠", "y")), sub("s", "j"))
    rule = _paid(highest, "−", sub("s", "y"), "+", "1")
    rivals = joined([_score(side, k) for k in _rivals(right, classes)], ",")
    worst = row("max", "(", rivals, ")") if classes > 2 else rivals
    return rule, _paid(worst, "−", _score(side, right), "+", "1")


def _one_vs_all(side: str, right: int, classes: int) -> tuple[Expression, Expression]:
    others = row(under("∑", row("j", "≠", "y")), _paid("1", "+", sub("s", "j")))
    rule = row(_paid("1", "−", sub("s", "y")), "+", others)
    each = [_paid("1", "+", _score(side, k)) for k in _rivals(right, classes)]
    return rule, joined([_paid("1", "−", _score(side, right)), *each], "+")


def _softmax(side: str, right: int, classes: int) -> tuple[Expression, Expression]:
    share = frac(sup("e", sub("s", "y")), row(under("∑", "j"), sup("e", sub("s", "j"))))
    return row("−", "ln", share), row("−", "ln", at(f"{side}.terms.{ROW}.{right}"))


POINT: Mapping[str, Parts] = {
    "hinge": _hinge,
    "structured": _structured,
    "one_vs_all": _one_vs_all,
    "softmax": _softmax,
}
