"""What the driver and the packages say of a graphics card; nothing is imported or installed.

`python -m webapp.supervisor.graphics` is what `make gpu` asks: the requirements to install and
the CuPy wheels to remove first, on one line; the sentence that goes with them is for people.
"""

from __future__ import annotations

import ctypes
import importlib.metadata
import re
import sys
from pathlib import Path

DRIVER = "libcuda.so.1"
RELEASE = Path("/proc/driver/nvidia/version")
WHEEL = re.compile(r"cupy(-cuda\d+x|-rocm[-\d]*)?")
OLDEST, NEWEST = 12, 13  # the versions of CUDA that there are requirements for
DRIVERS = {12: 525, 13: 580}  # the first release of the driver for each
SIZE_MB = {12: 890, 13: 670}  # what `make gpu` fetches, rounded up
WHAT = "CuPy, cuBLAS, NVRTC and cuDNN"


def driver_version() -> int | None:
    """What the CUDA driver supports, 1000 major + 10 minor; None without a driver."""
    try:
        library = ctypes.CDLL(DRIVER)
        version = ctypes.c_int()
        if library.cuDriverGetVersion(ctypes.byref(version)) != 0 or version.value <= 0:
            return None
    except (OSError, AttributeError):
        return None
    return version.value


def cuda_driver() -> int | None:
    """The major CUDA version the driver supports, None without a driver."""
    version = driver_version()
    return None if version is None else version // 1000


def dotted(version: int) -> str:
    """`12.8` of 12080."""
    return f"{version // 1000}.{version % 1000 // 10}"


def driver_release() -> str:
    """The release of the driver, such as 580.82.07; empty where the system does not say."""
    try:
        found = re.search(r"\b(\d{3}\.[\d.]+)\b", RELEASE.read_text(errors="replace"))
    except OSError:
        return ""
    return found[1] if found else ""


def wheels() -> dict[str, str]:
    """The installed packages that bring a CuPy, by name; two overwrite each other's files."""
    here = importlib.metadata.distributions()
    found = sorted((one.metadata["Name"] or "", one.version) for one in here)
    return {name: version for name, version in found if WHEEL.fullmatch(name.lower())}


def right_cuda(version: int) -> int | None:
    """Which requirements suit a driver: those of 13 or of 12, None for an older one."""
    return min(version // 1000, NEWEST) if version >= 1000 * OLDEST else None


def cuda_hint() -> str | None:
    """What to say of an unused graphics card, None when there is nothing to say."""
    version = driver_version()
    if version is None or wheels():
        return None
    major = right_cuda(version)
    if major is None:
        return too_old(version)
    return (
        f"A CUDA {dotted(version)} driver is here: `make gpu` would install {WHAT} for it "
        f"({SIZE_MB[major]} MB)."
    )


def too_old(version: int) -> str:
    """What to do about a driver of before CUDA 12."""
    return (
        f"The driver of the graphics card offers CUDA {dotted(version)} and CuPy needs {OLDEST}.0 "
        f"or newer: install driver {DRIVERS[OLDEST]} or newer."
    )


def main() -> int:
    """Say what `make gpu` is to do; 1 after a sentence where nothing would help."""
    version = driver_version()
    major = None if version is None else right_cuda(version)
    if version is None:
        print(f"No CUDA driver was found ({DRIVER}). The engine runs on the CPU.", file=sys.stderr)
        return 1
    if major is None:
        print(too_old(version), file=sys.stderr)
        return 1
    others = [name for name in wheels() if name.lower() != f"cupy-cuda{major}x"]
    removed = list(wheels()) if others else []  # the right one too: they share their files
    said = f"Fetching {WHAT} for CUDA {major}: up to {SIZE_MB[major]} MB."
    print(" ".join([said, *(f"Removing {name} first." for name in removed)]), file=sys.stderr)
    print(f"requirements-gpu{major}.txt", *removed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
