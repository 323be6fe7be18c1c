"""The grammar of typed functions, read by precedence; a mistake is pointed at by its column.

sum     = product (("+" | "-") product)*
product = signed (("*" | "/") signed)*
signed  = "-" signed | "+" signed | power
power   = atom ("^" signed)?
atom    = number | variable | pi | e | name "(" sum ("," sum)* ")" | "(" sum ")"
"""

from __future__ import annotations

import math
from functools import lru_cache

from engine.expressions import mistakes
from engine.expressions.graph import Builder, Graph
from engine.expressions.operations import FUNCTIONS, OPERATIONS
from engine.expressions.places import constant_cause
from engine.expressions.tokens import Token, tokens

LONGEST = 400  # characters
DEEPEST = 40  # parentheses and signs inside one another
MOST_NODES = 150  # operations of one function
CONSTANTS = {"pi": math.pi, "e": math.e}
PLANE = ("x", "y")


@lru_cache(maxsize=256)
def read(text: str, variables: tuple[str, ...] = PLANE) -> Graph:
    """The graph of a typed function; raises TextMistake with the column of the first mistake."""
    if len(text) > LONGEST:
        raise mistakes.too_long(len(text), LONGEST)
    return _Reader(text, variables).graph()


class _Reader:
    def __init__(self, text: str, variables: tuple[str, ...]) -> None:
        self.text = text
        self.variables = variables
        self.tokens = tokens(text, variables)
        self.at = 0
        self.depth = 0
        self.builder = Builder()

    def graph(self) -> Graph:
        if self.next.kind == "end":
            raise mistakes.nothing(self.variables)
        root = self.sum()
        if self.next.kind != "end":
            raise mistakes.unexpected(self.next, self.tokens[self.at - 1])
        return self.builder.graph(self.text, root)

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self, *signs: str) -> Token | None:
        """The next token if it is one of these signs."""
        if self.next.kind != "sign" or self.next.text not in signs:
            return None
        self.at += 1
        return self.tokens[self.at - 1]

    def sum(self) -> int:
        start, left = self.next.start, self.product()
        while sign := self.take("+", "-"):
            left = self.apply(sign.text, (left, self.product()), start)
        return left

    def product(self) -> int:
        start, left = self.next.start, self.signed()
        while sign := self.take("*", "/"):
            left = self.apply(sign.text, (left, self.signed()), start)
        return left

    def signed(self) -> int:
        start = self.next.start
        sign = self.take("-", "+")
        if sign is None:
            return self.power()
        self.deeper(sign)
        inner = self.signed()
        self.depth -= 1
        return inner if sign.text == "+" else self.apply("negative", (inner,), start)

    def power(self) -> int:
        start, base = self.next.start, self.atom()
        sign = self.take("^", "**")
        if sign is None:
            return base
        self.deeper(sign)
        exponent = self.signed()
        self.depth -= 1
        return self.apply("^", (base, exponent), start)

    def atom(self) -> int:
        token = self.next
        if token.kind == "number":
            self.at += 1
            return self.builder.number(float(token.text), token.start, token.end)
        if token.kind == "name":
            self.at += 1
            return self.named(token)
        if self.take("("):
            self.deeper(token)
            inner = self.sum()
            self.close(token)
            return inner
        raise mistakes.no_value(token, self.variables)

    def named(self, name: Token) -> int:
        if name.text in self.variables:
            return self.builder.variable(name.text, name.start, name.end)
        if name.text in CONSTANTS:
            return self.builder.number(CONSTANTS[name.text], name.start, name.end)
        if name.text not in FUNCTIONS:
            raise mistakes.unknown(name, (*self.variables, *CONSTANTS, *FUNCTIONS))
        opening = self.take("(")
        if opening is None:
            raise mistakes.no_parenthesis(name, self.next)
        return self.call(name, opening)

    def call(self, name: Token, opening: Token) -> int:
        self.deeper(opening)
        args = [self.sum()]
        while self.take(","):
            args.append(self.sum())
        self.close(opening)
        takes = OPERATIONS[name.text].takes
        if len(args) != takes:
            raise mistakes.arguments(name, takes, len(args))
        return self.apply(name.text, tuple(args), name.start)

    def close(self, opening: Token) -> None:
        if self.take(")") is None:
            raise mistakes.unclosed(opening, self.next)
        self.depth -= 1

    def deeper(self, token: Token) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise mistakes.too_deep(token, DEEPEST)

    def apply(self, op: str, args: tuple[int, ...], start: int) -> int:
        end = self.tokens[self.at - 1].end
        index = self.builder.apply(op, args, start, end)
        node = self.builder.nodes[index]
        if node.value is not None and not math.isfinite(node.value):
            values = [float(self.builder.nodes[arg].value or 0) for arg in args]
            raise mistakes.constant(self.text[start:end], start, constant_cause(op, values))
        if len(self.builder.nodes) > MOST_NODES:
            raise mistakes.too_many(start, MOST_NODES)
        return index
