"""Characters to tokens: numbers, names, operators, each with its place in the text."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.schema.spec import TextMistake, ascii_digits

PIECE = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<sign>\*\*|[-+*/^(),]))",
    re.ASCII,
)
SIGNS = str.maketrans("×·÷", "**/")  # one character each, so that columns stay what they are


@dataclass(frozen=True)
class Token:
    """`kind` is number, name, sign or end; `start` and `end` are places in the text, from 0."""

    kind: str
    text: str
    start: int
    end: int


def tokens(typed: str, variables: Sequence[str]) -> list[Token]:
    """Every token and an end; raises TextMistake for a character that belongs to none."""
    text = ascii_digits(typed).translate(SIGNS)
    found, at, last = [], 0, len(text.rstrip())
    while at < last:
        piece = PIECE.match(text, at)
        if piece is None:
            raise _foreign(text, at, variables)
        kind = str(piece.lastgroup)
        token = Token(kind, piece[kind], piece.start(kind), piece.end(kind))
        if kind == "number" and not math.isfinite(float(token.text)):
            raise _huge(token)
        found.append(token)
        at = piece.end()
    return [*found, Token("end", "", last, last)]


def _foreign(text: str, at: int, variables: Sequence[str]) -> TextMistake:
    place = next(i for i in range(at, len(text)) if not text[i].isspace())
    got = text[place]
    english, persian = ", ".join(variables), "، ".join(variables)
    english = f"expected a number, {english}, a function or one of + - * / ^ ( ) , got {got}"
    persian = f"عدد، {persian}، تابع یا یکی از + - * / ^ ( ) , لازم است، ولی {got} آمده است"
    return TextMistake(place + 1, (english, persian))


def _huge(token: Token) -> TextMistake:
    got = token.text[:20]
    english = f"expected a number below 1.8e308, got {got}"
    persian = f"عددی کوچک‌تر از 1.8e308 لازم است، ولی {got} آمده است"
    return TextMistake(token.start + 1, (english, persian))
