"""Whether the engine's and the fake's CuPy are like the real one, of which there is a record.

`python -m tests.gpu.signatures` writes the record anew where CuPy is installed; it needs no card.
"""

from __future__ import annotations

import contextlib
import inspect
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.gpu import fake_cupy

ROOT, RECORD = Path(__file__).parents[2], Path(__file__).with_suffix(".json")
CODE = (ROOT / "engine/backend.py", *(ROOT / "engine/gpu").rglob("*.py"))
ASKED = re.compile(r'\b(_?xp|cupy|import_module\("cupy"\)|runtime|cuda)((?:\.[A-Za-z_]\w*)+)')
ROOTS = {"runtime": "cuda.runtime.", "cuda": "cuda."}  # as short names are meant; others are CuPy

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
    fake_cupy.Graph.launch: "cuda.Graph.launch",
    fake_cupy.Graph.upload: "cuda.Graph.upload",
    fake_cupy.Memory.__init__: "cuda.Memory",
    fake_cupy.MemoryPointer.__init__: "cuda.MemoryPointer",
    fake_cupy.PinnedMemory.__init__: "cuda.PinnedMemory.__init__",
    fake_cupy.pinned_memory_pointer: "cuda.PinnedMemoryPointer",
    fake_cupy.RawModule.__init__: "RawModule",
    fake_cupy.RawModule.compile: "RawModule.compile",
    fake_cupy.RawModule.get_function: "RawModule.get_function",
    fake_cupy.Nvrtc.getVersion: "cuda.nvrtc.getVersion",
    fake_cupy.Runtime.getDevice: "cuda.runtime.getDevice",
    fake_cupy.Runtime.deviceGetAttribute: "cuda.runtime.deviceGetAttribute",
    fake_cupy.Runtime.deviceSynchronize: "cuda.runtime.deviceSynchronize",
    fake_cupy.Runtime.memGetInfo: "cuda.runtime.memGetInfo",
    fake_cupy.Runtime.memcpy: "cuda.runtime.memcpy",
    fake_cupy.Runtime.memsetAsync: "cuda.runtime.memsetAsync",
    fake_cupy.Runtime.memcpy2DAsync: "cuda.runtime.memcpy2DAsync",
    fake_cupy.FakeCupy.ndarray: "ndarray",
}


def asked() -> set[str]:
    """Every name of CuPy in the engine's text, as "cuda.runtime.memGetInfo"."""
    found = [match for path in CODE for match in ASKED.findall(path.read_text(encoding="utf-8"))]
    names = {ROOTS.get(root, "") + rest.lstrip(".") for root, rest in found}
    return {re.sub(r"(get_default_memory_pool).*", r"\1", name) for name in names}


def recorded() -> dict[str, Any]:
    """What a name of CuPy is: arguments of what is called, a number, or the bases of an error."""
    return dict(json.loads(RECORD.read_text(encoding="utf-8")))


def described(cupy: ModuleType) -> dict[str, Any]:
    """The same of the CuPy at hand; raises AttributeError for a name that is not there."""
    return {name: _description(_found(cupy, name)) for name in sorted(asked() | {*PAIRS.values()})}


def differences(real: dict[str, Any]) -> list[str]:
    """What the fake has and the CuPy that was described has not."""
    wrong, fake = [], fake_cupy.FakeCupy()
    for ours, place in PAIRS.items():
        wanted = [p for p in inspect.signature(ours).parameters if p not in ("self", "card")]
        if wanted != [name for name in real[place] if name in wanted]:
            wrong.append(f"{place}: the fake takes {wanted}, CuPy {real[place]}")
    for name, said in real.items():
        number = isinstance(said, int)
        if number and _found(fake, name) != said:
            wrong.append(f"{name}: the fake has {_found(fake, name)}, CuPy {said}")
        if isinstance(said, str) and _description(_found(fake, name)) != said:
            wrong.append(f"{name}: CuPy's is a {said}")
    return wrong


def _description(found: Any) -> Any:
    if isinstance(found, int):
        return found
    if isinstance(found, type) and issubclass(found, Exception):
        return "MemoryError" if issubclass(found, MemoryError) else "RuntimeError"
    return arguments(found) if callable(found) else None


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


if __name__ == "__main__":
    import cupy

    RECORD.write_text(json.dumps(described(cupy), indent=1) + "\n", encoding="utf-8")
