"""The CUDA C of all kernels as one program, and its types."""

from __future__ import annotations

from pathlib import Path

from engine.gpu.operations import OPERATIONS, Kernel, Operation

FOLDER = Path(__file__).parent.parent / "kernels"
TYPES = {"float32": 0, "float16": 1, "bfloat16": 2}  # what LAB_T is for each type T
C_NAMES = {"T": "T", "float": "float", "int": "int", "byte": "unsigned char"}
C_NAMES |= {"long": "unsigned long long"}


def program(compute: str) -> str:
    """All kernels for activations of type `compute`, as one text that includes nothing."""
    if compute not in TYPES:
        raise ValueError(f"expected a type of {', '.join(TYPES)}, got {compute!r}")
    shared = sorted(p.name for p in FOLDER.glob("*.cuh") if p.stem != "prelude")
    names = ["prelude.cuh", *shared, *sorted({f"{k.source}.cu" for k in kernels()})]
    parts = [(FOLDER / name).read_text() for name in names]
    return f"#define LAB_T {TYPES[compute]}\n" + "\n".join(parts)


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
