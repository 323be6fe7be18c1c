"""Schedules as formulas that hold the numbers of their row."""

from __future__ import annotations

from engine.registry import Text
from webapp.demos.formula import Expression, at, frac, mark, row, sub, sup, text

RATE = sub("α", "t")
SHARE = row(text("where", "که در آن"), "p", "=", frac("t", "T"))
SHORT: dict[str, Text] = {  # at the end of a line
    "step": ("Step", "پله‌ای"),
    "exponential": ("Exp.", "نمایی"),
    "inverse": ("1/t", "معکوس t"),
}


def formula_of(key: str, k: int) -> Expression:
    """The rate at update t of row k, with today's numbers."""
    first, numbers = at(f"rows.{k}.lr"), [at(f"rows.{k}.numbers.{n}") for n in range(2)]
    return row(mark(RATE), "=", first, *_factor(key, numbers))


def _factor(key: str, n: list[Expression]) -> list[Expression]:
    match key:
        case "step":
            return ["×", sup(n[0], row("⌊", "t", "/", n[1], "⌋"))]
        case "exponential":
            return ["×", sup("e", row("−", n[0], "t"))]
        case "inverse":
            return ["×", frac("1", row("1", "+", n[0], "t"))]
        case "cosine":
            risen = row("p", "−", n[0])
            arc = row("π", frac(risen, row("1", "−", n[0])))
            return ["×", frac("1", "2"), "(", "1", "+", text("cos", "cos"), arc, ")", ",", SHARE]
        case "one_cycle":
            fall = frac(row("1", "−", "p"), row("1", "−", n[0]))
            return ["×", fall, text("after", "پس از"), "p", "=", n[0], ",", SHARE]
    return []
