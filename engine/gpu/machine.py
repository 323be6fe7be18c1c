"""What plays a recorded step: NumPy in `processor`, a GPU in `cuda`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from engine.backend import Array
from engine.gpu.buffers import View
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
