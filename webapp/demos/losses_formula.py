"""The formulas of both losses with the numbers of the chosen image."""

from __future__ import annotations

from webapp.demos.formula import Expression, at, frac, joined, mark, row, sub, sup


def hinge_formula(classes: int, y: int, *, own: bool, mean: bool, square: bool) -> Expression:
    """1/(K-1) sum_j max(0, s_j - s_y + margin), term by term, then the terms, then their sum."""
    counted = [j for j in range(classes) if own or j != y]
    terms = joined([_term(j, y, square) for j in counted], "+")
    costs = joined([at(f"hinge.costs.{j}", "factor") for j in counted], "+")
    if mean:
        share = frac("1", str(max(1, len(counted))))
        terms, costs = row(share, "(", terms, ")"), row(share, "(", costs, ")")
    return row("L", "=", terms, "=", costs, "=", mark(at("hinge.loss")))


def _term(j: int, y: int, square: bool) -> Expression:
    inner = row(at(f"hinge.scores.{j}"), "−", at(f"hinge.scores.{y}", "factor"))
    whole = row("max", "(", "0", ",", inner, "+", at("hinge.margin"), ")")
    return sup(whole, "2") if square else whole


def softmax_formula(classes: int, y: int, base: str) -> Expression:
    """-log of the share of the right class: exponentials, probability, loss."""
    powers = [sup("e", at(f"softmax.scaled.{j}")) for j in range(classes)]
    log = "ln" if base == "e" else sub("log", base)
    share = frac(powers[y], joined(powers, "+"))
    p = at(f"softmax.probabilities.{y}")
    return row("L", "=", "−", log, share, "=", "−", log, p, "=", mark(at("softmax.loss")))
