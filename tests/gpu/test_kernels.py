"""Every kernel: compiles for three generations of cards, and computes what its twin computes."""

from __future__ import annotations

import subprocess
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.gpu.operations import OPERATIONS, Kernel
from engine.gpu.sources import FOLDER, TYPES, kernels, program
from engine.gpu.stored import restored, stored
from tests.gpu import emulator, examples, nvrtc

examples.load()
KERNELS = {k.name: k for k in kernels()}
ARCHITECTURES = ("sm_75", "sm_80", "sm_90")  # Turing, Ampere, Hopper
TOLERANCE = {"float32": 1e-5, "float16": 2e-3, "bfloat16": 1.6e-2}
GUARD = 64  # numbers on both sides that nobody may touch


@pytest.mark.parametrize("arch", ARCHITECTURES)
@pytest.mark.parametrize("compute", TYPES)
def test_all_kernels_compile(compute: str, arch: str) -> None:
    code = nvrtc.cubin(program(compute), arch)
    assert [name for name in KERNELS if name.encode() not in code] == []


FAR = """
#include "emulator.h"
#define LAB_T 0
PRELUDE
#include <cstdio>
int main() {
  const int n = (1 << 30) + 300;
  int visits = 0;
  gridDim.x = (n + 255) / 256, blockDim.x = 256, blockIdx.x = gridDim.x - 1, threadIdx.x = 5;
  EACH(i, n) if (++visits > 3 || i < 0) break;
  std::printf("%d", visits);
}
"""


def test_a_thread_visits_its_element_once_beyond_2_to_the_30(tmp_path: Path) -> None:
    """A batch of 2,000 has that many numbers when its columns are written out."""
    text = FAR.replace("PRELUDE", (FOLDER / "prelude.cuh").read_text())
    command = ["c++", "-x", "c++", "-std=c++17", "-fwrapv", "-w", f"-I{emulator.HERE}", "-"]
    made = tmp_path / "far"
    subprocess.run([*command, "-o", str(made)], input=text, text=True, check=True)
    assert subprocess.run([made], capture_output=True, check=True).stdout == b"1"


def test_every_source_is_used_and_every_kernel_tried() -> None:
    assert {p.stem for p in FOLDER.glob("*.cu")} == {k.source for k in kernels()}
    assert set(examples.EXAMPLES) == set(KERNELS)


class Guarded:
    """Arguments as the device holds them, with guards around every array."""

    def __init__(self, kernel: Kernel, arguments: dict[str, Any], compute: str) -> None:
        self.kernel, self.compute = kernel, compute
        self.given: dict[str, Any] = {}
        self.guards: list[np.ndarray] = []
        for p in kernel.parameters:
            value = arguments[p.name]
            self.given[p.name] = self._guarded(p.kind, p.role, value) if p.role else value

    def _guarded(self, kind: str, role: str, value: np.ndarray) -> np.ndarray:
        value = np.zeros_like(value) if role == "out" else value
        kept = stored(value, self.compute) if kind == "T" else value
        around = np.frombuffer(b"\xff" * (kept.nbytes + 2 * GUARD * kept.itemsize), kept.dtype)
        around = around.copy()  # every bit set: NaN for numbers, -1 for indices
        inside = around[GUARD:-GUARD].reshape(kept.shape)
        if role != "out":
            inside[...] = kept
        self.guards += [around[:GUARD], around[-GUARD:]]
        return inside

    def numbers(self) -> dict[str, Any]:
        """The arguments as the twin takes them."""
        kinds = {p.name: p.kind for p in self.kernel.parameters if p.role}
        return {
            name: restored(a, self.compute) if kinds.get(name) == "T" else np.copy(a)
            for name, a in self.given.items()
            if name in kinds
        } | {name: a for name, a in self.given.items() if name not in kinds}

    def untouched(self) -> bool:
        return all(bytes(guard) == b"\xff" * guard.nbytes for guard in self.guards)


@pytest.mark.parametrize("compute", TYPES)
@pytest.mark.parametrize("name", KERNELS)
def test_a_kernel_computes_what_its_twin_computes(name: str, compute: str) -> None:
    kernel, rng = KERNELS[name], np.random.default_rng(zlib.crc32(name.encode()))
    for over, arguments in examples.EXAMPLES[name](rng):
        forward, backward = (Guarded(kernel, arguments, compute) for _ in range(2))
        wanted = forward.numbers()
        with np.errstate(all="ignore"):
            kernel.twin(**wanted)
        emulator.run(kernel, over, forward.given, compute)
        emulator.run(kernel, over, backward.given, compute, backwards=True)
        got, again = forward.numbers(), backward.numbers()
        assert forward.untouched()
        for p in kernel.parameters:
            if p.writes:
                near(got[p.name], wanted[p.name], TOLERANCE[compute], f"{name}: {p.name}")
                np.testing.assert_array_equal(got[p.name], again[p.name], "depends on the order")
            elif p.role:
                np.testing.assert_array_equal(got[p.name], wanted[p.name], f"{p.name} was written")


def near(got: np.ndarray, wanted: np.ndarray, tolerance: float, said: str) -> None:
    if got.dtype.kind != "f":
        np.testing.assert_array_equal(got, wanted, said)
        return
    scale = float(np.abs(wanted[np.isfinite(wanted)]).max(initial=0)) or 1.0
    np.testing.assert_allclose(got, wanted, tolerance, tolerance * scale, err_msg=said)


def test_operations_have_one_name_each() -> None:
    assert all(name == operation.name for name, operation in OPERATIONS.items())
