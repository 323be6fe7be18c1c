"""A graph written out as ufunc calls on buffers of its own: value and gradient of all rows at once.

Reverse mode (Griewank & Walther 2008, Evaluating Derivatives, chapter 3): one sweep forward for
f, one back for df/dx and df/dy, whatever the number of rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.backend import Array
from engine.expressions.graph import Graph
from engine.expressions.operations import OPERATIONS, Number


class Tape:
    """`run()` reads `at` (2, R) and writes `value` (R,) and `slope` (2, R), all float64.

    Nothing is allocated after it is made. Infinities and NaN pass in silence where the caller
    has turned NumPy's warnings off; rows do not touch one another.
    """

    evaluations = 1

    def __init__(self, graph: Graph, rows: int, at: Array | None = None) -> None:
        self.rows = rows
        self.at = np.zeros((2, rows)) if at is None else at
        self.value, self.slope = (
            np.zeros(rows),
            np.zeros((rows, 2)).T,
        )  # a row's numbers lie together
        self.program: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []
        self._full: dict[float, Array] = {}
        self.numbers = self._forward(graph)
        self._back(graph)

    def run(self) -> None:
        """Compute f and its gradient at `at`."""
        for f, args in self.program:
            f(*args)

    def do(self, f: Callable[..., Any], *args: Number) -> Number:
        """Write a ufunc call; one on floats alone is made now."""
        if all(isinstance(arg, float) for arg in args):
            return float(f(*map(np.float64, args)))
        out = np.empty(self.rows)
        self.program.append((f, (*map(self._array, args), out)))
        return out

    def times(self, a: Number, b: Number) -> Number:
        """Write a product, unless a factor is 1."""
        for one, other in ((a, b), (b, a)):
            if isinstance(one, float) and one == 1:
                return other
        return self.do(np.multiply, a, b)

    def _array(self, number: Number) -> Array:
        """A float as one number a row: NumPy is slower on scalars."""
        if not isinstance(number, float):
            return number
        return self._full.setdefault(number, np.full(self.rows, number))

    def _forward(self, graph: Graph) -> list[Number]:
        numbers: list[Number] = []
        for node in graph.nodes:
            if node.op in ("x", "y"):
                numbers.append(self.at["xy".index(node.op)])
            elif node.value is not None:
                numbers.append(node.value)
            else:
                args = [numbers[arg] for arg in node.args]
                square = node.op == "^" and isinstance(args[1], float) and args[1] == 2
                f = np.multiply if square else OPERATIONS[node.op].forward
                numbers.append(self.do(f, *([args[0], args[0]] if square else args)))
        self.program.append((np.copyto, (self.value, numbers[-1])))
        return numbers

    def _back(self, graph: Graph) -> None:
        """Hand df/d(node) from the last node to the first; sums of several are made on the way."""
        with np.errstate(all="ignore"):
            ups: list[Number] = [None] * len(graph.nodes)
            ups[-1] = 1.0
            for index in reversed(range(len(graph.nodes))):
                node, up = graph.nodes[index], ups[index]
                if up is None or not node.args:
                    continue
                args = tuple(self.numbers[arg] for arg in node.args)
                parts = OPERATIONS[node.op].back(self, up, args, self.numbers[index])
                for arg, part in zip(node.args, parts, strict=True):
                    if part is not None and graph.nodes[arg].value is None:
                        before = ups[arg]
                        ups[arg] = part if before is None else self.do(np.add, before, part)
        for index, node in enumerate(graph.nodes):
            if node.op in ("x", "y") and ups[index] is not None:
                self.program.append((np.copyto, (self.slope["xy".index(node.op)], ups[index])))


def evaluate(graph: Graph, points: Array) -> tuple[Array, Array]:
    """Values (R,) and gradients (R, 2) of f at points (R, 2); undefined ones are not finite."""
    tape = Tape(graph, len(points))
    tape.at[...] = np.asarray(points, float).T
    with np.errstate(all="ignore"):
        tape.run()
    return tape.value, tape.slope.T.copy()
