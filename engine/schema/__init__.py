"""Parameters, declared once.

A parameter is an ordinary dataclass field made by one of the makers below. Validator,
HTML form, URL, reference page and tests all read that one declaration; nothing else
repeats a default, a range or a label.

    @dataclass(frozen=True)
    class Momentum(Rule):
        mu: float = real(0.9, 0, 0.999, label=("Momentum", "تکانه"), live=True)
"""

from engine.schema.arrays import matrix, points
from engine.schema.entries import many, pick
from engine.schema.numbers import integer, real, seed
from engine.schema.parsing import change, parse
from engine.schema.refusal import BadParams, Refusal
from engine.schema.spec import Spec, TextMistake, specs_of
from engine.schema.words import choice, flag, text
from engine.schema.writing import describe, to_query, walk

__all__ = [
    "BadParams",
    "Refusal",
    "Spec",
    "TextMistake",
    "change",
    "choice",
    "describe",
    "flag",
    "integer",
    "many",
    "matrix",
    "parse",
    "pick",
    "points",
    "real",
    "seed",
    "specs_of",
    "text",
    "to_query",
    "walk",
]
