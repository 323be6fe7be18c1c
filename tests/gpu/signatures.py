"""Whether the fake is CuPy's: every name it has, and every argument, are in the real one."""

from __future__ import annotations

import contextlib
import inspect
import re
from types import ModuleType
from typing import Any

from tests.gpu import fake_cupy

# A call of the fake and the place of the real one; `card` is what the fake needs of its own.
PAIRS = {
    fake_cupy.Stream.__init__: "cuda.Stream.__init__",
    fake_cupy.Stream.begin_capture: "cuda.Stream.begin_capture",
    fake_cupy.Stream.end_capture: "cuda.Stream.end_capture",
    fake_cupy.Stream.is_capturing: "cuda.Stream.is_capturing",
    fake_cupy.Stream.synchronize: "cuda.Stream.synchronize",
    fake_cupy.Event.__init__: "cuda.Event.__init__",
    fake_cupy.Event.record: "cuda.Event.record",
    fake_cupy.Event.synchronize: "cuda.Event.synchronize",
    fake_cupy.Event.__init__: "cuda.Event.__init__",
    fake_cupy.Event.record: "cuda.Event.record",
    fake_cupy.Event.synchronize: "cuda.Event.synchronize",
    fake_cupy.Graph.launch: "cuda.Graph.launch",
    fake_cupy.Graph.upload: "cuda.Graph.upload",
    fake_cupy.Memory.__init__: "cuda.Memory",
    fake_cupy.MemoryPointer.__init__: "cuda.MemoryPointer",
    fake_cupy.PinnedMemory.__init__: "cuda.PinnedMemory.__init__",
    fake_cupy.pinned_memory_pointer: "cuda.PinnedMemoryPointer",
    fake_cupy.RawModule.__init__: "RawModule",
    fake_cupy.RawModule.compile: "RawModule.compile",
    fake_cupy.RawModule.get_function: "RawModule.get_function",
    fake_cupy.Runtime.memGetInfo: "cuda.runtime.memGetInfo",
    fake_cupy.Runtime.deviceGetAttribute: "cuda.runtime.deviceGetAttribute",
    fake_cupy.Runtime.memsetAsync: "cuda.runtime.memsetAsync",
    fake_cupy.Runtime.memcpy2DAsync: "cuda.runtime.memcpy2DAsync",
    fake_cupy.Nvrtc.getVersion: "cuda.nvrtc.getVersion",
    fake_cupy.FakeCupy.ndarray: "ndarray",
}
CONSTANTS = ("hostAllocMapped", "memcpyDefault")


def differences(cupy: ModuleType) -> list[str]:
    """What the fake has and CuPy has not."""
    wrong = []
    for ours, place in PAIRS.items():
        wanted = [p for p in inspect.signature(ours).parameters if p not in ("self", "card")]
        there = arguments(_found(cupy, place))
        if wanted != [name for name in there if name in wanted]:
            wrong.append(f"{place}: the fake takes {wanted}, CuPy {there}")
    fake = fake_cupy.FakeCupy()
    for name in CONSTANTS:
        if getattr(fake.cuda.runtime, name) != getattr(cupy.cuda.runtime, name):
            wrong.append(name)
    for errors in ("runtime.CUDARuntimeError", "driver.CUDADriverError"):
        if not issubclass(_found(cupy, f"cuda.{errors}"), RuntimeError):
            wrong.append(errors)
    if not issubclass(cupy.cuda.memory.OutOfMemoryError, MemoryError):
        wrong.append("memory.OutOfMemoryError")
    return wrong


def arguments(function: Any) -> list[str]:
    """Names of the parameters, in order; compiled functions say them in their first line."""
    with contextlib.suppress(ValueError):
        found = inspect.signature(function).parameters
        if not any(p.kind is p.VAR_POSITIONAL for p in found.values()):
            return list(found)
    said = re.search(r"\w\(([^\n]*)\)", function.__doc__ or "").group(1)
    plain = re.sub(r"=(\([^)]*\)|[^,)]*)", "", said)
    return [part.split()[-1] for part in plain.split(",") if part.strip("* ")]


def _found(cupy: Any, place: str) -> Any:
    for name in place.split("."):
        cupy = getattr(cupy, name)
    return cupy
