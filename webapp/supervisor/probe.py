"""`python -m webapp.supervisor.probe`: what the card and its libraries answer, as one JSON line.

A process of its own: CuPy must not enter the server's, and a driver may hang or crash.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from webapp.supervisor.graphics import DRIVER

PATIENCE_S = 60.0  # the first import and the first kernel of a machine take some
MAJOR, MINOR, MEMORY = 75, 76, "cuDeviceTotalMem_v2"  # CUdevice_attribute


@dataclass(frozen=True)
class Card:
    """A graphics card: name, compute capability (10 major + minor), bytes of memory."""

    name: str
    capability: int
    memory: int


@dataclass(frozen=True)
class Probe:
    """What was answered; an empty version is one that is missing, `errors` says why by name."""

    trouble: str = ""  # why nothing was answered at all
    cards: tuple[Card, ...] = ()
    cupy: str = ""
    nvrtc: str = ""
    archs: tuple[int, ...] = ()  # what NVRTC compiles for
    cublas: str = ""
    frontend: str = ""
    cudnn: str = ""
    ran: str = ""  # what the first kernel computed on the card
    errors: dict[str, str] = field(default_factory=dict)


def ask(patience: float = PATIENCE_S) -> Probe:
    """The probe, run in a process of its own that may take `patience` seconds."""
    command = [sys.executable, "-m", "webapp.supervisor.probe"]
    try:
        ran = subprocess.run(
            command, capture_output=True, text=True, timeout=patience, check=False, env=_env()
        )
    except subprocess.TimeoutExpired:
        return Probe(trouble=f"no answer within {patience:g} s")
    if ran.returncode != 0:
        last = (ran.stderr.strip().splitlines() or ["no word"])[-1][:200]
        how = f"signal {-ran.returncode}" if ran.returncode < 0 else last
        return Probe(trouble=how)
    said = json.loads(ran.stdout.splitlines()[-1])
    cards = tuple(Card(**card) for card in said.pop("cards") or ())
    return Probe(**{**said, "cards": cards, "archs": tuple(said["archs"] or ())})


def _env() -> dict[str, str]:
    """Where CuPy could not keep what it compiles, as for a service without a home, it need not."""
    home = os.access(os.path.expanduser("~"), os.W_OK)
    return {**os.environ, **({} if home else {"CUPY_CACHE_IN_MEMORY": "1"})}


def answers() -> dict[str, Any]:
    """Everything asked for, each by itself: what fails is said under `errors`."""
    said: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, find in FINDERS.items():
        said[name] = ""
        try:
            said[name] = find()
        except Exception as error:  # whatever a foreign library raises
            errors[name] = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
    return {**said, "errors": errors}


def cards() -> list[dict[str, Any]]:
    """Every card the driver shows; raises RuntimeError with what the driver said."""
    cuda = ctypes.CDLL(DRIVER)
    _call(cuda, "cuInit", 0)
    count = ctypes.c_int()
    _call(cuda, "cuDeviceGetCount", ctypes.byref(count))
    return [_card(cuda, number) for number in range(count.value)]


def _card(cuda: ctypes.CDLL, number: int) -> dict[str, Any]:
    device, memory, name = ctypes.c_int(), ctypes.c_size_t(), ctypes.create_string_buffer(256)
    _call(cuda, "cuDeviceGet", ctypes.byref(device), number)
    _call(cuda, "cuDeviceGetName", name, len(name), device)
    _call(cuda, MEMORY, ctypes.byref(memory), device)
    found = []
    for attribute in (MAJOR, MINOR):
        value = ctypes.c_int()
        _call(cuda, "cuDeviceGetAttribute", ctypes.byref(value), attribute, device)
        found.append(value.value)
    capability = 10 * found[0] + found[1]
    return {"name": name.value.decode(), "capability": capability, "memory": memory.value}


def _call(library: ctypes.CDLL, name: str, *given: Any) -> None:
    code = getattr(library, name)(*given)
    if code != 0:
        raise RuntimeError(f"{name} says {code}")


def _cupy() -> Any:
    return importlib.import_module("cupy")


def _nvrtc() -> str:
    return ".".join(map(str, _cupy().cuda.nvrtc.getVersion()))


def _cublas() -> str:
    finder = importlib.import_module("cuda.pathfinder")
    library = ctypes.CDLL(finder.load_nvidia_dynamic_lib("cublas").abs_path)
    parts = []
    for part in range(3):  # libraryPropertyType: major, minor, patch
        value = ctypes.c_int()
        _call(library, "cublasGetProperty", part, ctypes.byref(value))
        parts.append(str(value.value))
    return ".".join(parts)


def _first_kernel() -> str:
    """0 + 1 + 4 + 9, by a kernel that is compiled for it."""
    xp = _cupy()
    return str(int((xp.arange(4) ** 2).sum()))


FINDERS: dict[str, Callable[[], Any]] = {
    "cards": cards,
    "cupy": lambda: str(_cupy().__version__),
    "nvrtc": _nvrtc,
    "archs": lambda: list(_cupy().cuda.nvrtc.getSupportedArchs()),
    "cublas": _cublas,
    "frontend": lambda: str(importlib.import_module("cudnn").__version__),
    "cudnn": lambda: str(importlib.import_module("cudnn").backend_version_string()),
    "ran": _first_kernel,
}


if __name__ == "__main__":
    with contextlib.redirect_stdout(sys.stderr):  # whatever libraries print
        found = answers()
    print(json.dumps(found))
