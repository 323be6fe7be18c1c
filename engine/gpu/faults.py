"""What a driver says when something is wrong, in our own words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from engine.backend import LOST, NO_MEMORY, DeviceLost, OutOfDeviceMemory


@contextmanager
def faults(xp: ModuleType, needed: int = 0) -> Iterator[None]:
    """Errors of CuPy `xp` as DeviceLost and OutOfDeviceMemory; what is a mistake of ours stays.

    `needed` is how many bytes are being asked for. Where a library fails, the driver is asked
    why: cuBLAS and cuDNN say of a lost device no more than that they could not do it.
    """
    cuda = xp.cuda
    try:
        yield
    except (cuda.runtime.CUDARuntimeError, cuda.driver.CUDADriverError) as error:
        if error.status == NO_MEMORY:
            raise OutOfDeviceMemory(needed, free(xp)) from error
        if error.status in LOST:
            raise DeviceLost(f"the GPU does not answer any more: {error}") from error
        raise
    except cuda.memory.OutOfMemoryError as error:
        raise OutOfDeviceMemory(needed, free(xp)) from error
    except RuntimeError as error:
        if not isinstance(error, DeviceLost) and _lost(xp):
            raise DeviceLost(f"the GPU does not answer any more: {error}") from error
        raise


def _lost(xp: ModuleType) -> bool:
    """Whether the device is past answering; waits for all that it was asked."""
    try:
        xp.cuda.runtime.deviceSynchronize()
    except xp.cuda.runtime.CUDARuntimeError as error:
        return error.status in LOST
    return False


def free(xp: ModuleType) -> int:
    """Bytes of the device that nobody holds."""
    return int(xp.cuda.runtime.memGetInfo()[0])
