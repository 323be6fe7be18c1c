"""Runs the CUDA C of the kernels on the processor, compiled as C++."""

from __future__ import annotations

import ctypes
import functools
import hashlib
import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np

from engine.gpu.operations import THREADS, Kernel, check
from engine.gpu.sources import C_NAMES, kernels, program, signature
from engine.gpu.stored import dtypes

HERE = Path(__file__).parent
C_NUMBERS = {"float": ctypes.c_float, "int": ctypes.c_int, "long": ctypes.c_uint64}


def entry(kernel: Kernel) -> str:
    """A C function that unpacks its arguments and runs the kernel."""
    given = [
        f"({C_NAMES[p.kind]}*)a[{i}]" if p.role else f"*({C_NAMES[p.kind]}*)a[{i}]"
        for i, p in enumerate(kernel.parameters)
    ]
    return (
        f'extern "C" void run_{kernel.name}(int blocks, int size, void** a, bool order) {{\n'
        f"  emulator::run(blocks, size, [=] {{ {kernel.name}({', '.join(given)}); }}, order);\n}}\n"
    )


@functools.cache
def library(compute: str) -> ctypes.CDLL:
    """All kernels for one type, compiled once per text."""
    declared = [f'extern "C" void {k.name}({signature(k)});' for k in kernels()]
    text = "\n".join(
        [
            '#include "emulator.h"',
            program(compute),
            *declared,  # a kernel that is declared otherwise in Python does not compile
            *map(entry, kernels()),
        ]
    )
    digest = hashlib.sha256((text + (HERE / "emulator.h").read_text()).encode()).hexdigest()[:16]
    folder = Path(os.environ.get("TMPDIR", "/tmp")) / f"gradient-lab-kernels-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    made = folder / f"{digest}.so"
    if not made.exists():
        command = ["c++", "-x", "c++", "-std=c++17", "-O1", "-fPIC", "-shared", "-w"]
        partial = folder / f"{digest}.{os.getpid()}"
        subprocess.run(
            [*command, f"-I{HERE}", "-o", str(partial), "-"], input=text, text=True, check=True
        )
        partial.rename(made)
    return ctypes.CDLL(str(made))


def run(
    kernel: Kernel, over: int, arguments: dict[str, Any], compute: str, *, backwards: bool = False
) -> None:
    """Run a kernel on NumPy arrays in place; bfloat16 arrays are their bits, uint16."""
    check(kernel, arguments)
    kept, given = [], (ctypes.c_void_p * len(kernel.parameters))()
    for i, p in enumerate(kernel.parameters):
        value = arguments[p.name]
        if p.role:
            wanted = dtypes(compute)[p.kind]
            assert isinstance(value, np.ndarray), p.name
            assert value.dtype == wanted, f"{p.name}: {value.dtype}"
            given[i] = value.ctypes.data
        else:
            kept.append(C_NUMBERS[p.kind](value))
            given[i] = ctypes.addressof(kept[-1])
    function = getattr(library(compute), f"run_{kernel.name}")
    function.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_bool]
    function(kernel.blocks(over), THREADS, ctypes.cast(given, ctypes.c_void_p), backwards)
