"""Kernels compiled one by one: each text has one of them, and several compile at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from engine.gpu.compiling import Compiled
from engine.gpu.cuda import Cuda
from engine.gpu.sources import kernels, unit
from tests.gpu import nvrtc
from tests.gpu.fake_cupy import CUDADriverError, CUDARuntimeError, FakeCupy
from tests.gpu.test_cuda import Step

ONE_OF_EACH_FILE = {k.source: k.name for k in sorted(kernels(), key=lambda k: k.name)}


def test_a_unit_is_one_kernel_and_needs_no_other_file() -> None:
    texts = [unit("float16", name) for name in ONE_OF_EACH_FILE.values()]
    with ThreadPoolExecutor(2) as threads:
        codes = list(threads.map(lambda text: nvrtc.cubin(text, "sm_75"), texts))
    for (source, name), code in zip(ONE_OF_EACH_FILE.items(), codes, strict=True):
        there = [k.name for k in kernels() if f".text.{k.name}\0".encode() in code]
        assert there == [name], source


class Slow(FakeCupy):
    """Whose kernels are compiled only when two of them are at it."""

    def __init__(self) -> None:
        super().__init__()
        self.met = threading.Barrier(2, timeout=10)

    def asked(self, call: str, *, forbidden: bool = False) -> None:
        super().asked(call, forbidden=forbidden)
        if call.startswith("compile"):
            self.met.wait()


def test_two_are_compiled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    card = Slow()
    Compiled(card, "float16").prepare(["copy", "scale", "add", "im2col"])  # type: ignore[arg-type]
    assert sorted(card.calls[-4:]) == [f"compile {k}" for k in ("add", "copy", "im2col", "scale")]


def test_a_step_compiles_what_it_launches_and_once() -> None:
    step, card = Step(), FakeCupy()
    machine = Cuda(step.recorder, xp=card)  # type: ignore[arg-type]
    compiled = [call for call in card.calls if call.startswith("compile")]
    assert sorted(compiled) == ["compile relu_backward", "compile relu_forward"]
    machine.module.get_function("copy")  # which nobody has announced
    machine.module.get_function("copy")
    assert [c for c in card.calls if c.startswith("compile")] == [*compiled, "compile copy"]


def test_what_does_not_compile_is_said_and_tried_again() -> None:
    card: Any = FakeCupy()
    kernels_there = Compiled(card, "float32")
    card.fails["compile copy"] = CUDARuntimeError(2, "out of memory")
    with pytest.raises(CUDARuntimeError, match="out of memory"):
        kernels_there.prepare(["copy", "scale"])
    card.fails.clear()
    kernels_there.prepare(["copy", "scale"])
    module = kernels_there._modules["copy"]
    with pytest.raises(CUDADriverError):
        module.get_function("scale")
