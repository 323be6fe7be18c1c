"""Why a function has no finite value or slope at a point, and which part of it is to blame."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.expressions.graph import Graph, Node
from engine.expressions.operations import OPERATIONS
from engine.expressions.tape import Tape

KINDS = ("pole", "log", "root", "power", "large", "slope")


@dataclass(frozen=True)
class Cause:
    """`kind` is one of KINDS; `part` is what was typed there, `column` counts from 1."""

    kind: str
    part: str
    column: int


def cause(graph: Graph, x: float, y: float) -> Cause | None:
    """The first part of f that is not finite at (x, y), or whose slope is not; None if all is."""
    tape = Tape(graph, 1)
    tape.at[:, 0] = x, y
    with np.errstate(all="ignore"):
        tape.run()
    numbers = [float(np.ravel(number)[0]) for number in tape.numbers]
    for node, value in zip(graph.nodes, numbers, strict=True):
        if not math.isfinite(value):
            args = [numbers[arg] for arg in node.args]
            return _said(graph, node, constant_cause(node.op, args))
    if np.isfinite(tape.slope).all():
        return None
    return _said(graph, *_steep(graph, numbers))


def constant_cause(op: str, args: Sequence[float]) -> str:
    """Why an operation on finite numbers is not finite."""
    if OPERATIONS[op].why:
        return OPERATIONS[op].why
    if op == "/" and args[1] == 0:
        return "pole"
    if op == "log" and args[0] <= 0:
        return "log"
    if op == "sqrt" and args[0] < 0:
        return "root"
    if op == "^" and args[0] < 0 and not args[1].is_integer():
        return "power"
    return "pole" if op == "^" and args[0] == 0 else "large"


def _steep(graph: Graph, numbers: Sequence[float]) -> tuple[Node, str]:
    """A root or a power at 0 has a wall for a slope; else the slopes grew too large."""
    for node in graph.nodes:
        root = node.op == "sqrt" or (node.op == "^" and numbers[node.args[1]] < 1)
        if root and numbers[node.args[0]] == 0:
            return node, "slope"
    return graph.nodes[-1], "large"


def _said(graph: Graph, node: Node, kind: str) -> Cause:
    return Cause(kind, graph.quote(node), node.start + 1)
