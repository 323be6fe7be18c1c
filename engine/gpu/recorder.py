"""Writes down the operations of a step, and refuses what could not be replayed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from engine.gpu.buffers import Buffer, Shape, View, whole
from engine.gpu.operations import OPERATIONS, Operation, Parameter, check
from engine.registry import Text


@dataclass(frozen=True)
class Call:
    """One operation with its arguments: views and numbers."""

    operation: Operation
    over: int
    arguments: dict[str, Any]

    def views(self) -> list[tuple[Parameter, View]]:
        """The arrays it touches, in the order of its parameters."""
        return [(p, self.arguments[p.name]) for p in self.operation.parameters if p.role]

    def named(self) -> str:
        """The operation and what it makes, as in "relu_forward -> 1.y (1, 64, 8, 8, 16)"."""
        made = [f"{view.buffer.name} {view.shape}" for p, view in self.views() if p.writes]
        return f"{self.operation.name} -> {', '.join(made)}"


class Recorder:
    """`make` names an array, `run` an operation on such arrays; `calls` is the step.

    Raises ValueError for an array of somebody else, a number where an array is due, a wrong
    kind, and an array that is read before this step has written all of it.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.buffers: list[Buffer] = []
        self.kept: list[View] = []
        self.chosen: list[tuple[str, str, Text]] = []  # for which layer, what, and why
        self._known: set[int] = set()
        self._written: dict[int, list[tuple[int, int]]] = {}

    def make(
        self,
        name: str,
        shape: Shape,
        kind: str = "T",
        *,
        held: bool = False,
        mapped: bool = False,
    ) -> View:
        """A new array (R, ...); unless `held` or `mapped`, it holds nothing before it is written.

        What a step tells while it runs is `mapped`: anybody may look at it, nobody has to wait.
        """
        buffer = Buffer(name, math.prod(shape), kind, held or mapped, mapped)
        self.buffers.append(buffer)
        self._known.add(id(buffer))
        return whole(buffer, shape)

    def run(self, name: str, over: int, **arguments: Any) -> None:
        """Do the operation `name` over so many elements or blocks."""
        operation = OPERATIONS[name]
        check(operation, arguments)
        call = Call(operation, over, arguments)
        for p in operation.parameters:
            self._judge(operation, p, arguments[p.name])
        for p, view in call.views():
            if p.writes:
                self._write(view)
        self.calls.append(call)

    def keep(self, view: View) -> View:
        """Have `view` hold until the end of the step, where somebody reads it."""
        self.kept.append(view)
        return view

    def _judge(self, operation: Operation, p: Parameter, given: Any) -> None:
        said = f"{operation.name}: {p.name}"
        if not p.role:
            if not isinstance(given, int | float):
                raise ValueError(f"{said}: expected a number, got {type(given).__name__}")
            return
        if not isinstance(given, View) or id(given.buffer) not in self._known:
            raise ValueError(f"{said}: expected an array of this step, got {given!r:.80}")
        if given.buffer.kind != p.kind:
            raise ValueError(f"{said}: expected {p.kind}, got {given.buffer.kind}")
        if p.reads and not given.buffer.held and not self._is_written(given):
            raise ValueError(
                f"{said}: expected what was written, got {given.buffer.name} unwritten"
            )

    def _write(self, view: View) -> None:
        """Remember the pieces of the buffer that hold something, joined where they touch."""
        step = view.per_run if view.whole else view.stride
        pieces = [
            (view.begin + r * step, view.begin + r * step + view.per_run) for r in range(view.runs)
        ]
        joined: list[tuple[int, int]] = []
        for begin, end in sorted(self._written.get(id(view.buffer), []) + pieces):
            if joined and begin <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((begin, end))
        self._written[id(view.buffer)] = joined

    def _is_written(self, view: View) -> bool:
        held = self._written.get(id(view.buffer), [])
        firsts = [view.begin + r * view.stride for r in range(view.runs)]
        return all(any(b <= at and at + view.per_run <= e for b, e in held) for at in firsts)
