"""Which BLAS kernel NumPy runs, asked of the library itself."""

from __future__ import annotations

import ctypes
from pathlib import Path

import numpy as np

NAMES = ("scipy_openblas_get_corename64_", "openblas_get_corename64_", "openblas_get_corename")


def kernel() -> str:
    """The name OpenBLAS gives the kernels it chose, or that there is no OpenBLAS."""
    np.ones((2, 2)) @ np.ones((2, 2))
    mapped = {line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines()}
    for path in sorted(p for p in mapped if "openblas" in p):
        library = ctypes.CDLL(path)
        for name in NAMES:
            if hasattr(library, name):
                ask = getattr(library, name)
                ask.restype = ctypes.c_char_p
                return f"NumPy {np.__version__}, OpenBLAS kernel {ask().decode()}"
    return f"NumPy {np.__version__}, no OpenBLAS"


if __name__ == "__main__":
    print(kernel())
