"""Formulas as data: nested lists that `core/expression.js` draws as MathML.

A string is a name or an operator. A number of the page is `at("scores.scores.2")`: a path into
the frames, so that the drawn formula always holds the numbers drawn beside it.
"""

from __future__ import annotations

from typing import Any

Expression = Any  # a string, or a list whose first item names the form


def at(path: str, how: str = "plain") -> Expression:
    """The number at `path` (`<frame>.<key>.<index>...`); `how`: plain, or factor (−2 as (−2))."""
    return ["at", path, how]


def row(*parts: Expression) -> Expression:
    """Parts side by side."""
    return ["row", *parts]


def sub(base: Expression, below: Expression) -> Expression:
    """A subscript."""
    return ["sub", base, below]


def sup(base: Expression, above: Expression) -> Expression:
    """A superscript."""
    return ["sup", base, above]


def frac(top: Expression, bottom: Expression) -> Expression:
    """A fraction."""
    return ["frac", top, bottom]


def over(base: Expression, above: Expression) -> Expression:
    """A sign above, such as a hat."""
    return ["over", base, above]


def root(inner: Expression) -> Expression:
    """A square root."""
    return ["root", inner]


def under(base: Expression, below: Expression) -> Expression:
    """A sum or a minimum with what it runs over."""
    return ["under", base, below]


def text(english: str, persian: str) -> Expression:
    """A word inside a formula, in the reader's language."""
    return ["text", english, persian]


def mark(expression: Expression) -> Expression:
    """The result: what the reader should look at."""
    return ["mark", expression]


def joined(parts: list[Expression], operator: str) -> Expression:
    """Parts with an operator between them."""
    out: list[Expression] = []
    for part in parts:
        out += [operator, part] if out else [part]
    return row(*out)
