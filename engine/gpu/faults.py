"""What a driver says when something is wrong, in our own words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from engine.backend import DeviceLost, OutOfDeviceMemory

MEMORY = 2  # cudaErrorMemoryAllocation, CUDA_ERROR_OUT_OF_MEMORY
# After these nothing more can be asked of the device in this process: no driver, devices
# gone or busy, uncorrectable memory, a kernel that failed or ran for too long, unknown.
LOST = {35, 46, 100, 101, 214, 220, 226, 700, 702, 710, *range(714, 720), 721, 805, 806, 999}


@contextmanager
def faults(xp: ModuleType, needed: int = 0) -> Iterator[None]:
    """Errors of CuPy `xp` as DeviceLost and OutOfDeviceMemory; what is a mistake of ours stays.

    `needed` is how many bytes are being asked for.
    """
    cuda = xp.cuda
    try:
        yield
    except (cuda.runtime.CUDARuntimeError, cuda.driver.CUDADriverError) as error:
        if error.status == MEMORY:
            raise OutOfDeviceMemory(needed, free(xp)) from error
        if error.status in LOST:
            raise DeviceLost(f"the GPU does not answer any more: {error}") from error
        raise
    except cuda.memory.OutOfMemoryError as error:
        raise OutOfDeviceMemory(needed, free(xp)) from error


def free(xp: ModuleType) -> int:
    """Bytes of the device that nobody holds."""
    return int(xp.cuda.runtime.memGetInfo()[0])
