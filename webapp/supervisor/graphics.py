"""Whether this machine has a CUDA driver, and what would make use of it; nothing is installed."""

from __future__ import annotations

import ctypes

from engine.backend import gpu_installed

SIZE_MB = {12: 140, 13: 110}  # what `make gpu` fetches, rounded up


def cuda_driver() -> int | None:
    """The major CUDA version the driver supports, None without a driver."""
    try:
        library = ctypes.CDLL("libcuda.so.1")
    except OSError:
        return None
    version = ctypes.c_int()
    if library.cuDriverGetVersion(ctypes.byref(version)) != 0 or version.value == 0:
        return None
    return version.value // 1000


def cuda_hint() -> str | None:
    """What to say of an unused graphics card, None when there is nothing to say."""
    major = cuda_driver()
    if major is None or gpu_installed():
        return None
    if major not in SIZE_MB:
        return f"The CUDA driver here is of version {major}; `make gpu` knows 12 and 13."
    size = SIZE_MB[major]
    return f"A CUDA {major} driver is here: `make gpu` would install CuPy for it ({size} MB)."
