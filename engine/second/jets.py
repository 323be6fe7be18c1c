"""Exact second derivatives: value, slope and curvature go through the graph together.

Forward mode of second order (Griewank & Walther 2008, Evaluating Derivatives, chapter 13): for
u = f(a), H_u = f' H_a + f'' g_a g_a^T. No difference is taken, so there is no width to choose.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.backend import Array
from engine.expressions import Graph, Node
from engine.expressions.operations import OPERATIONS


@dataclass(frozen=True)
class Jet:
    """Value (R,), slope (R, 2) and curvature (R, 2, 2) of one node at R points."""

    v: Array
    g: Array
    h: Array


def hessians(graph: Graph, points: Array) -> Array:
    """The Hessians (R, 2, 2) of f at points (R, 2); not finite where f has none."""
    at = np.asarray(points, float)
    found: list[Jet] = []
    with np.errstate(all="ignore"):
        for node in graph.nodes:
            found.append(_node(node, [found[arg] for arg in node.args], at))
    return found[-1].h


def _node(node: Node, args: list[Jet], at: Array) -> Jet:
    if node.op in ("x", "y"):
        axis = "xy".index(node.op)
        unit = np.zeros(2)
        unit[axis] = 1
        return Jet(at[:, axis], np.tile(unit, (len(at), 1)), np.zeros((len(at), 2, 2)))
    if node.value is not None:
        none = np.zeros((len(at), 2))
        return Jet(np.full(len(at), node.value), none, np.zeros((len(at), 2, 2)))
    if node.op in UNARY:
        return _chain(args[0], *UNARY[node.op](args[0].v))
    bend = OPERATIONS[node.op].bend
    return _bend(*args, *bend(args[0].v, args[1].v)) if bend else BINARY[node.op](*args)


def _outer(a: Array, b: Array) -> Array:
    return a[:, :, None] * b[:, None, :]


def _chain(a: Jet, value: Array, first: Array, second: Array) -> Jet:
    """f(a) of which value, f' and f'' are known."""
    bent = first[:, None, None] * a.h + second[:, None, None] * _outer(a.g, a.g)
    return Jet(value, first[:, None] * a.g, bent)


def _bend(a: Jet, b: Jet, f: Array, fa: Array, fb: Array, *second: Array) -> Jet:
    """f(a, b) of which all derivatives up to the second are known."""
    faa, fab, fbb = (each[:, None, None] for each in second)
    both = _outer(a.g, b.g)
    bent = faa * _outer(a.g, a.g) + fab * (both + both.swapaxes(1, 2)) + fbb * _outer(b.g, b.g)
    bent += fa[:, None, None] * a.h + fb[:, None, None] * b.h
    return Jet(f, fa[:, None] * a.g + fb[:, None] * b.g, bent)


def _add(a: Jet, b: Jet) -> Jet:
    return Jet(a.v + b.v, a.g + b.g, a.h + b.h)


def _subtract(a: Jet, b: Jet) -> Jet:
    return Jet(a.v - b.v, a.g - b.g, a.h - b.h)


def _times(a: Jet, b: Jet) -> Jet:
    both = _outer(a.g, b.g)
    bent = a.v[:, None, None] * b.h + b.v[:, None, None] * a.h + both + both.swapaxes(1, 2)
    return Jet(a.v * b.v, a.v[:, None] * b.g + b.v[:, None] * a.g, bent)


def _divide(a: Jet, b: Jet) -> Jet:
    return _times(a, _chain(b, 1 / b.v, -1 / b.v**2, 2 / b.v**3))


def _power(a: Jet, b: Jet) -> Jet:
    if b.g.any():  # a^b = exp(b log a)
        log = _times(b, _chain(a, *UNARY["log"](a.v)))
        return _chain(log, *UNARY["exp"](log.v))
    n = b.v
    first = np.where(n == 0, 0.0, n * a.v ** (n - 1))
    second = np.where((n == 0) | (n == 1), 0.0, n * (n - 1) * a.v ** (n - 2))
    return _chain(a, a.v**n, first, second)


def _larger(a: Jet, b: Jet) -> Jet:
    first = a.v >= b.v
    pick = first[:, None], first[:, None, None]
    return Jet(np.maximum(a.v, b.v), np.where(pick[0], a.g, b.g), np.where(pick[1], a.h, b.h))


def _tanh(v: Array) -> tuple[Array, ...]:
    t = np.tanh(v)
    return t, 1 - t * t, -2 * t * (1 - t * t)


UNARY: dict[str, Callable[[Array], tuple[Any, ...]]] = {
    "negative": lambda v: (-v, -np.ones_like(v), np.zeros_like(v)),
    "exp": lambda v: (np.exp(v),) * 3,
    "log": lambda v: (np.log(v), 1 / v, -1 / v**2),
    "sin": lambda v: (np.sin(v), np.cos(v), -np.sin(v)),
    "cos": lambda v: (np.cos(v), -np.sin(v), -np.cos(v)),
    "tanh": _tanh,
    "abs": lambda v: (np.abs(v), np.sign(v), np.zeros_like(v)),
    "sqrt": lambda v: (np.sqrt(v), 0.5 / np.sqrt(v), -0.25 / np.sqrt(v) ** 3),
}
BINARY: dict[str, Callable[[Jet, Jet], Jet]] = {
    "+": _add,
    "-": _subtract,
    "*": _times,
    "/": _divide,
    "^": _power,
    "max": _larger,
}
