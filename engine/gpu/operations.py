"""What a device is asked to do: one operation at a time, each with its plain NumPy twin.

An operation says what it reads and writes, as a C function would: "in T x, out T y, int n".
T is the type of activations (float, or half or bfloat16 for speed), float what has to be
exact: masters, statistics, sums. A kernel is CUDA C in `engine/kernels`; its twin computes
the same from the same arguments and is what tests and machines without a GPU run.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

ROLES = ("in", "out", "inout")
KINDS = ("T", "float", "int", "byte", "long")
THREADS = 256  # of a block

Twin = Callable[..., None]
SAID = re.compile(r"(?:(in|out|inout) )?(T|float|int|byte|long) (\w+)")


@dataclass(frozen=True)
class Parameter:
    """One argument: an array the operation may read and/or write by `role`, or a number."""

    name: str
    kind: str
    role: str = ""

    @property
    def reads(self) -> bool:
        """Whether what is in the array before matters."""
        return self.role in ("in", "inout")

    @property
    def writes(self) -> bool:
        """Whether the array is another one afterwards."""
        return self.role in ("out", "inout")


@dataclass(frozen=True)
class Operation:
    """Something a device does in one go; `twin(**arguments)` does the same in NumPy.

    An array marked `out` is written whole: each of its numbers, whatever it held before.
    """

    name: str
    parameters: tuple[Parameter, ...]
    twin: Twin


@dataclass(frozen=True)
class Kernel(Operation):
    """`KERNEL(<name>)(...)` in engine/kernels/<source>.cu.

    `over` of a call is the number of elements, which threads share out by strides, or the
    number of blocks for a kernel whose `unit` is a block.
    """

    source: str
    unit: str

    def blocks(self, over: int) -> int:
        """How many blocks of THREADS threads a call over so many units needs."""
        return over if self.unit == "block" else max(1, -(-over // THREADS))


OPERATIONS: dict[str, Operation] = {}


def parameters(said: str) -> tuple[Parameter, ...]:
    """The parameters of "in T x, out T y, int n"; raises ValueError."""
    found = []
    for part in said.split(","):
        match = SAID.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"expected '[in|out|inout] type name', got {part.strip()!r}")
        role, kind, name = match.groups()
        found.append(Parameter(name, kind, role or ""))
    return tuple(found)


def kernel(name: str, said: str, *, source: str, unit: str = "element") -> Callable[[Twin], Twin]:
    """Declare the kernel `name`; what is decorated is its twin."""

    def declare(twin: Twin) -> Twin:
        add(Kernel(name, parameters(said), twin, source, unit))
        return twin

    return declare


def add(operation: Operation) -> None:
    """Register an operation; raises ValueError when its name is taken."""
    if operation.name in OPERATIONS:
        raise ValueError(f"expected a new operation, got {operation.name!r} a second time")
    OPERATIONS[operation.name] = operation


def load(package: ModuleType) -> None:
    """Import every module of `package`, so that its operations register themselves."""
    for module in sorted(m.name for m in pkgutil.iter_modules(package.__path__)):
        importlib.import_module(f"{package.__name__}.{module}")


def check(operation: Operation, arguments: dict[str, Any]) -> None:
    """Raises ValueError unless the arguments are exactly the declared ones."""
    wanted = [p.name for p in operation.parameters]
    if sorted(wanted) != sorted(arguments):
        raise ValueError(f"{operation.name}: expected {wanted}, got {sorted(arguments)}")
