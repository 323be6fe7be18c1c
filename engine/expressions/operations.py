"""What a graph can do: each operation, and how it hands a gradient back to its arguments.

`back(tape, up, args, out)` returns one contribution an argument, given `up` = df/d(out).
A tape's numbers are floats where they are the same for all rows, arrays otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from engine.backend import Array

Number = Any  # a float, or an array with one number a row


class Emitter(Protocol):
    """What an operation may ask of the tape it is written on."""

    def do(self, f: Callable[..., Any], *args: Number) -> Number:
        """The result of a ufunc."""

    def times(self, a: Number, b: Number) -> Number:
        """A product; nothing is done where one factor is 1."""


Back = Callable[[Emitter, Number, tuple[Number, ...], Number], tuple[Number, ...]]


@dataclass(frozen=True)
class Operation:
    """`forward` is a ufunc of as many arguments as the operation takes."""

    forward: Callable[..., Array]
    back: Back
    takes: int = 1
    weight: int = 1  # how long it takes, in small operations
    bend: Callable[..., tuple[Array, ...]] | None = None  # f, f_a, f_b, f_aa, f_ab, f_bb of f(a, b)
    why: str = ""  # the kind of Cause where it is undefined, if it is one of its own


def _multiply(tape: Emitter, up: Number, args: tuple[Number, ...], out: Number) -> Any:
    a, b = args
    return tape.times(up, b), tape.times(up, a)


def _divide(tape: Emitter, up: Number, args: tuple[Number, ...], out: Number) -> Any:
    first = tape.do(np.divide, up, args[1])
    return first, tape.do(np.negative, tape.times(first, out))


def _power(tape: Emitter, up: Number, args: tuple[Number, ...], out: Number) -> Any:
    """d(a^b) = b a^(b - 1) da + a^b log(a) db."""
    a, b = args
    if isinstance(b, float):
        slope = a if b == 2 else tape.do(np.power, a, b - 1)
        return tape.times(up, tape.times(slope, b)), None
    below = tape.do(np.power, a, tape.do(np.subtract, b, 1.0))
    first = tape.times(up, tape.times(below, b))
    return first, tape.times(up, tape.times(out, tape.do(np.log, a)))


def _larger(tape: Emitter, up: Number, args: tuple[Number, ...], out: Number) -> Any:
    """All to the larger one; where they are equal each gets half, the mean of both sides."""
    share = tape.do(np.heaviside, tape.do(np.subtract, *args), 0.5)
    return tape.times(up, share), tape.times(up, tape.do(np.subtract, 1.0, share))


def _tanh(tape: Emitter, up: Number, args: tuple[Number, ...], out: Number) -> Any:
    square = tape.do(np.multiply, out, out)
    return (tape.times(up, tape.do(np.subtract, 1.0, square)),)


def _maximum(a: Array, b: Array, out: Array | None = None) -> Array:
    """The larger of two; `np.maximum` does not take its third argument by place."""
    return np.maximum(a, b, out=out)


OPERATIONS: dict[str, Operation] = {
    "+": Operation(np.add, lambda t, up, a, o: (up, up), 2),
    "-": Operation(np.subtract, lambda t, up, a, o: (up, t.do(np.negative, up)), 2),
    "*": Operation(np.multiply, _multiply, 2),
    "/": Operation(np.divide, _divide, 2),
    "^": Operation(np.power, _power, 2),
    "negative": Operation(np.negative, lambda t, up, a, o: (t.do(np.negative, up),)),
    "exp": Operation(np.exp, lambda t, up, a, o: (t.times(up, o),)),
    "log": Operation(np.log, lambda t, up, a, o: (t.do(np.divide, up, a[0]),)),
    "sin": Operation(np.sin, lambda t, up, a, o: (t.times(up, t.do(np.cos, a[0])),)),
    "cos": Operation(
        np.cos, lambda t, up, a, o: (t.do(np.negative, t.times(up, t.do(np.sin, a[0]))),)
    ),
    "tanh": Operation(np.tanh, _tanh),
    "abs": Operation(np.abs, lambda t, up, a, o: (t.times(up, t.do(np.sign, a[0])),)),
    "sqrt": Operation(np.sqrt, lambda t, up, a, o: (t.do(np.divide, t.times(up, 0.5), o),)),
    "max": Operation(_maximum, _larger, 2),
}
FUNCTIONS = tuple(name for name in OPERATIONS if name.isalpha() and name != "negative")
