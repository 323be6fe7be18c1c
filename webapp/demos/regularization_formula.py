"""Formulas of the regularization page: what the penalty adds to the loss and to its slopes."""

from __future__ import annotations

from webapp.demos.formula import Expression, at, frac, joined, mark, row, sub, sup


def loss(kind: str, slide: bool) -> Expression:
    """L = f(w) + what the penalty adds, in letters and in numbers."""
    told = f"touch.kinds.{kind}"
    factor = _factor(kind, slide)
    strength: Expression = at("touch.strength")
    if factor == "half":
        symbols, numbers = frac("λ", "2"), frac(strength, "2")
    else:
        symbols, numbers = "λ", strength
    return row(
        *("L", "=", "f", "(", "w", ")", "+", symbols, _size(kind), "=", at(f"{told}.data")),
        *("+", numbers, "·", at(f"{told}.size"), "=", mark(at(f"{told}.total"))),
    )


def slope(kind: str, slide: bool, j: int) -> Expression:
    """The slope of weight j: what the loss pulls and what the penalty pulls cancel."""
    told = f"touch.kinds.{kind}"
    name = sub("w", str(j + 1))
    return row(
        frac(row("∂", "L"), row("∂", name)),
        *("=", frac(row("∂", "f"), row("∂", name)), "+", _pull(kind, slide, name)),
        *("=", at(f"{told}.gradient.{j}", "factor"), "+", at(f"{told}.pull.{j}", "factor")),
        *("≈", mark("0")),
    )


def scaled(image: int, right: int, wrong: tuple[int, ...]) -> Expression:
    """The SVM loss of one image at the scale alpha, every margin spelled out."""
    terms = [
        row(
            *("max", "(", "0", ",", at("point.alpha"), "·", at(f"curve.W.{j}.{image}", "factor")),
            *("−", at("point.alpha"), "·", at(f"curve.W.{right}.{image}", "factor")),
            *("+", "1", ")"),
        )
        for j in wrong
    ]
    ends = [at(f"point.arguments.{image}.{j}", "factor") for j in wrong]
    maxima = [row("max", "(", "0", ",", end, ")") for end in ends]
    result = mark(at(f"point.losses.{image}"))
    return row(sub("L", str(image)), "=", joined(terms, "+"), "=", joined(maxima, "+"), "=", result)


def _factor(kind: str, slide: bool) -> str:
    return "half" if kind == "l2" and not slide else "whole"


def _size(kind: str) -> Expression:
    squares = [sup(sub("w", n), "2") for n in ("1", "2")]
    sizes = [row("|", sub("w", n), "|") for n in ("1", "2")]
    if kind == "l2":
        return row("(", joined(squares, "+"), ")")
    if kind == "l1":
        return row("(", joined(sizes, "+"), ")")
    parts = [row("β", square) for square in squares] + sizes
    return row("(", joined(parts, "+"), ")")


def _pull(kind: str, slide: bool, name: Expression) -> Expression:
    sign = row("sign", "(", name, ")")
    if kind == "l2":
        return row("2", "λ", name) if slide else row("λ", name)
    return row("λ", "·", sign) if kind == "l1" else row("λ", "(", "2", "β", name, "+", sign, ")")
