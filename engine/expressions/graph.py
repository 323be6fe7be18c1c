"""A function of x and y as a graph of small operations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.expressions.operations import OPERATIONS

LEAVES = ("x", "y", "number")


@dataclass(frozen=True)
class Node:
    """One operation on earlier nodes; text[start:end] is what was typed for it."""

    op: str
    args: tuple[int, ...] = ()
    value: float | None = None
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Graph:
    """Nodes in the order they are computed, the last one is f; equal parts are one node."""

    text: str
    nodes: tuple[Node, ...]

    @property
    def constant(self) -> bool:
        """Whether neither x nor y counts."""
        return self.nodes[-1].value is not None

    @property
    def work(self) -> int:
        """How long one evaluation takes, in small operations."""
        known = (OPERATIONS.get(node.op) for node in self.nodes)
        return sum(operation.weight if operation else 1 for operation in known)

    def quote(self, node: Node) -> str:
        """What the reader typed for a node."""
        return self.text[node.start : node.end]


class Builder:
    """Grows a graph: shares equal parts, computes what depends on neither x nor y."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._known: dict[tuple[object, ...], int] = {}

    def number(self, value: float, start: int, end: int) -> int:
        """A constant."""
        return self._place(("number", repr(value)), Node("number", (), value, start, end))

    def variable(self, name: str, start: int, end: int) -> int:
        """The coordinate x or y."""
        return self._place((name,), Node(name, (), None, start, end))

    def apply(self, op: str, args: Sequence[int], start: int, end: int) -> int:
        """An operation; of constants it is computed now, and may come out infinite or undefined."""
        values = [self.nodes[arg].value for arg in args]
        known = [value for value in values if value is not None]
        if len(known) == len(values):
            with np.errstate(all="ignore"):
                value = float(OPERATIONS[op].forward(*map(np.float64, known)))
            return self._place(("number", op, *args), Node(op, tuple(args), value, start, end))
        return self._place((op, *args), Node(op, tuple(args), None, start, end))

    def graph(self, text: str, root: int) -> Graph:
        """The nodes that f needs, renumbered; those of a constant are the constant alone."""
        needed = self._needed(root)
        names = {old: new for new, old in enumerate(needed)}
        return Graph(text, tuple(self._renamed(self.nodes[old], names) for old in needed))

    def _renamed(self, node: Node, names: dict[int, int]) -> Node:
        if node.value is not None:
            return Node("number", (), node.value, node.start, node.end)
        return Node(node.op, tuple(names[arg] for arg in node.args), None, node.start, node.end)

    def _needed(self, root: int) -> list[int]:
        found, waiting = {root}, [root]
        while waiting:
            node = self.nodes[waiting.pop()]
            fresh = set(node.args) - found if node.value is None else set()
            found |= fresh
            waiting += fresh
        return sorted(found)

    def _place(self, key: tuple[object, ...], node: Node) -> int:
        if key not in self._known:
            self._known[key] = len(self.nodes)
            self.nodes.append(node)
        return self._known[key]
