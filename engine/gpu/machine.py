"""What plays a recorded step: NumPy in `processor`, a GPU in `cuda`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from engine.backend import Array, Device
from engine.gpu.buffers import View
from engine.gpu.convolution import Means
from engine.gpu.processor import Processor
from engine.gpu.recorder import Recorder


class Machine(Protocol):
    """Holds the memory of a recorded step, zeros at first where it is held."""

    def array(self, view: View) -> Array:
        """The array itself where it lies; of mapped ones a NumPy array that changes by itself."""

    def read(self, view: View) -> Array:
        """A copy of what the array holds, on the processor; waits for what was played."""

    def write(self, view: View, values: Array) -> None:
        """Fill the array with `values`, which come from the processor."""

    def play(self) -> None:
        """Do the whole step once; need not wait until it is done."""


Open = Callable[[Recorder], Machine]


def means_of(device: Device) -> Means:
    """What steps for a device of its kind are recorded for."""
    if device.kind == "cpu":
        return Means()
    from engine.gpu.libraries import means

    return means(device.compute)


def machine_of(device: Device) -> Open:
    """What plays steps on a device of its kind: NumPy, or a GPU."""
    if device.kind == "cpu":
        return Processor
    from engine.gpu.cuda import Cuda

    return lambda recorder: Cuda(recorder, device.compute)
