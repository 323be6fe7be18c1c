"""NumPy or CuPy: the only module that knows which."""

from __future__ import annotations

import importlib
import importlib.util
import re
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

Array = Any  # numpy.ndarray or cupy.ndarray; its shape is said in words where it matters

KINDS = ("cpu", "gpu")


@dataclass(frozen=True)
class Device:
    """Where arrays live: `kind` is cpu or gpu, `name` is what a reader would call it.

    `compute` is the type of activations on a GPU; weights are kept in float32 anyway. What is
    asked of a GPU for a run that is `first` goes before what is asked of it for others.
    """

    kind: str
    name: str
    compute: str = "float32"
    first: bool = False

    @property
    def xp(self) -> ModuleType:
        """NumPy on a CPU, CuPy on a GPU."""
        return np if self.kind == "cpu" else importlib.import_module("cupy")


CPU = Device("cpu", "NumPy")
GPU = Device("gpu", "CuPy")


# cudaError_t after which nothing on the card can be trusted: no such device, uncorrectable
# memory, a kernel that broke its context, a driver that does not know either.
LOST = frozenset(
    {35, 46, 100, 101, 214, 220, 226, 700, 702, 709, 710, *range(714, 722), 805, 806, 999}
)
NO_MEMORY = 2


class DeviceLost(RuntimeError):
    """The graphics card does not answer any more; what its memory held is gone."""


class OutOfDeviceMemory(MemoryError):
    """The graphics card has `free` bytes and `needed` are asked for; 0 where nobody knows."""

    def __init__(self, needed: int, free: int) -> None:
        super().__init__(f"expected {needed} bytes free on the graphics card, got {free}")
        self.needed, self.free = needed, free


def open_device(kind: str, compute: str = "float32") -> Device:
    """The processor, or the first graphics card; raises DeviceLost where CuPy shows none."""
    if kind == "cpu":
        return CPU
    try:
        runtime = importlib.import_module("cupy").cuda.runtime
        return Device("gpu", runtime.getDeviceProperties(0)["name"].decode(), compute)
    except (ImportError, RuntimeError) as error:
        raise DeviceLost(str(error)) from error


def device_error(error: BaseException) -> BaseException:
    """What CuPy raised as DeviceLost or OutOfDeviceMemory, or the error itself if it is neither."""
    if not type(error).__module__.startswith("cupy"):
        return error
    status = getattr(error, "status", None)
    if isinstance(error, MemoryError) or status == NO_MEMORY:
        told = [int(said.replace(",", "")) for said in re.findall(r"([\d,]+) bytes", str(error))]
        return OutOfDeviceMemory(sum(told[:2]), _free_bytes())  # asked for, and held already
    return DeviceLost(str(error)) if status in LOST else error


def _free_bytes() -> int:
    """Bytes free on the card, with those that CuPy's pool holds for nobody; 0 if it is silent."""
    try:
        cupy = importlib.import_module("cupy")
        free: int = cupy.cuda.runtime.memGetInfo()[0] + cupy.get_default_memory_pool().free_bytes()
    except (ImportError, RuntimeError):
        return 0
    return free


def gpu_installed() -> bool:
    """Whether CuPy can be imported; web processes may ask, for nothing is imported."""
    return importlib.util.find_spec("cupy") is not None


def array_module(array: Array) -> ModuleType:
    """The module that made `array`: NumPy, or CuPy for arrays on a GPU."""
    return np if isinstance(array, (np.ndarray, np.generic)) else importlib.import_module("cupy")


def to_numpy(array: Array) -> Array:
    """`array` on the CPU; no copy if it is there already."""
    return array if array_module(array) is np else array.get()
