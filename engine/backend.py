"""NumPy or CuPy: the only module that knows which."""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

Array = Any  # numpy.ndarray or cupy.ndarray; its shape is said in words where it matters

KINDS = ("cpu", "gpu")


@dataclass(frozen=True)
class Device:
    """Where arrays live: `kind` is cpu or gpu, `name` is what a reader would call it.

    `compute` is the type of activations on a GPU; weights are kept in float32 anyway.
    """

    kind: str
    name: str
    compute: str = "float32"

    @property
    def xp(self) -> ModuleType:
        """NumPy on a CPU, CuPy on a GPU."""
        return np if self.kind == "cpu" else importlib.import_module("cupy")


CPU = Device("cpu", "NumPy")
GPU = Device("gpu", "CuPy")


class DeviceLost(RuntimeError):
    """The GPU does not answer any more; what it held is gone."""


class OutOfDeviceMemory(MemoryError):
    """The GPU has `free` bytes where `needed` are asked for."""

    def __init__(self, needed: int, free: int) -> None:
        self.needed, self.free = needed, free
        asked, left = (f"{size / 2**20:,.0f} MiB" for size in (needed, free))
        super().__init__(f"expected {asked} of GPU memory to be free, got {left}")


def gpu_installed() -> bool:
    """Whether CuPy can be imported; web processes may ask, for nothing is imported."""
    return importlib.util.find_spec("cupy") is not None


def array_module(array: Array) -> ModuleType:
    """The module that made `array`: NumPy, or CuPy for arrays on a GPU."""
    return np if isinstance(array, (np.ndarray, np.generic)) else importlib.import_module("cupy")


def to_numpy(array: Array) -> Array:
    """`array` on the CPU; no copy if it is there already."""
    return array if array_module(array) is np else array.get()
