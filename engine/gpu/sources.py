"""The CUDA C of the kernels: of all of them, or of one as it is compiled; and its types."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable
from pathlib import Path

from engine.gpu.operations import OPERATIONS, Kernel, Operation

FOLDER = Path(__file__).parent.parent / "kernels"
TYPES = {"float32": 0, "float16": 1, "bfloat16": 2}  # what LAB_T is for each type T
C_NAMES = {"T": "T", "float": "float", "int": "int", "byte": "unsigned char"}
C_NAMES |= {"long": "unsigned long long"}
WANTED, UNUSED = 'extern "C" __global__ void bounds {}', "template <int> __device__ void {}"


def program(compute: str) -> str:
    """All kernels for activations of type `compute`, as one text that includes nothing."""
    everything = kernels()
    return _text(compute, sorted({k.source for k in everything}), everything, everything)


@functools.cache
def unit(compute: str, name: str) -> str:
    """The same for one kernel alone: its file, in which the others are not compiled."""
    kernel = next(k for k in kernels() if k.name == name)
    beside = [k for k in kernels() if k.source == kernel.source]
    return _text(compute, [kernel.source], beside, [kernel])


def _text(
    compute: str, sources: Iterable[str], there: Iterable[Kernel], wanted: Collection[Kernel]
) -> str:
    if compute not in TYPES:
        raise ValueError(f"expected a type of {', '.join(TYPES)}, got {compute!r}")
    said = [f"#define LAB_T {TYPES[compute]}"]
    for kernel in there:
        begins = (WANTED if kernel in wanted else UNUSED).format(kernel.name)
        said.append(f"#define IS_{kernel.name}(bounds) {begins}")
    shared = sorted(p.name for p in FOLDER.glob("*.cuh") if p.stem != "prelude")
    names = ["prelude.cuh", *shared, *(f"{source}.cu" for source in sources)]
    return "\n".join([*said, *((FOLDER / name).read_text() for name in names)])


def kernels() -> list[Kernel]:
    """Every registered kernel."""
    import engine.gpu.twins  # noqa: F401 - registers them

    return [operation for operation in OPERATIONS.values() if isinstance(operation, Kernel)]


def signature(operation: Operation) -> str:
    """The parameters as C writes them."""
    said = []
    for p in operation.parameters:
        const = "const " if p.role == "in" else ""
        said.append(f"{const}{C_NAMES[p.kind]}{'*' if p.role else ''} {p.name}")
    return ", ".join(said)
