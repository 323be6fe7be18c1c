"""How a GPU does each kind of operation: arguments are packed once, then launched at every step."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol, cast

import numpy as np

from engine.gpu.buffers import View
from engine.gpu.operations import THREADS, Kernel, Operation, Parameter
from engine.gpu.recorder import Call

Launch = Callable[[], object]


class Machine(Protocol):
    """What an executor may ask of the machine it binds a call for."""

    xp: ModuleType
    compute: str
    stream: Any
    module: Any

    def pointer(self, view: View) -> int:
        """The device address of the view's first number."""
        ...

    def workspace(self, size: int) -> Callable[[], int]:
        """Bytes that the call may scribble on; its address is known once all calls are bound."""
        ...


@dataclass(frozen=True)
class Planned:
    """A launch that was chosen among several, and the choice in words."""

    launch: Launch
    plan: str

    def __call__(self) -> None:
        """Launch it."""
        self.launch()


Bind = Callable[[Machine, Call], Launch]

EXECUTORS: dict[type[Operation], Bind] = {}
NUMBERS = {"float": np.float32, "int": np.int32, "long": np.uint64}


def executes(kind: type[Operation]) -> Callable[[Bind], Bind]:
    """Declare who does operations of this class; raises ValueError for a second way.

    A bind may allocate, choose plans and wait. What it returns only launches on the machine's
    stream, which is the current one: it is called once eagerly, and once for the graph. Where a
    choice was made it is `Planned`.
    """

    def declare(bind: Bind) -> Bind:
        if kind in EXECUTORS:
            raise ValueError(f"expected one executor, got {kind.__name__!r} a second time")
        EXECUTORS[kind] = bind
        return bind

    return declare


def bind(machine: Machine, call: Call) -> Launch:
    """The call with its addresses filled in; raises ValueError for what a GPU cannot do."""
    for kind in type(call.operation).__mro__:
        if kind in EXECUTORS:
            return EXECUTORS[kind](machine, call)
    raise ValueError(f"expected an operation a GPU can do, got {call.operation.name!r}")


@executes(Kernel)
def _kernel(machine: Machine, call: Call) -> Launch:
    operation = cast(Kernel, call.operation)
    packed = tuple(_packed(machine, p, call.arguments[p.name]) for p in operation.parameters)
    grid, function = (operation.blocks(call.over),), machine.module.get_function(operation.name)
    return functools.partial(function, grid, (THREADS,), packed)


def _packed(machine: Machine, p: Parameter, given: Any) -> Any:
    """An argument with exactly the bytes that C reads."""
    return np.uint64(machine.pointer(given)) if p.role else NUMBERS[p.kind](given)
