"""What plays a recorded step: NumPy in `processor`, a GPU in `cuda`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from engine.backend import Array, Device
from engine.gpu.buffers import View
from engine.gpu.convolution import PLAIN, Means
from engine.gpu.plans import NoPlan
from engine.gpu.processor import Processor
from engine.gpu.recorder import Recorder

Wait = Callable[[], None]


class Written(Protocol):
    """A step that was written down."""

    @property
    def recorder(self) -> Recorder:
        """Where it was."""


Step = TypeVar("Step", bound=Written)


class Machine(Protocol):
    """Holds the memory of a recorded step, zeros at first where it is held."""

    def array(self, view: View) -> Array:
        """The array itself where it lies; of mapped ones a NumPy array that changes by itself."""

    def read(self, view: View) -> Array:
        """A copy of what the array holds, on the processor; waits for what was played."""

    def write(self, view: View, values: Array) -> None:
        """Fill the array with `values`, which come from the processor."""

    def play(self) -> Wait:
        """Begin the whole step; what it returns waits until this one is done."""


@dataclass(frozen=True)
class Opener:
    """How steps are opened on one device: what it has, for those who write a step down."""

    open: Callable[[Recorder], Machine]
    means: Means = PLAIN

    def written(self, write: Callable[[Means], Step]) -> tuple[Step, Machine]:
        """A step as `write` writes it down, and its machine.

        It is written anew, by another algorithm, where a convolution turns out to have no plan.
        """
        while True:
            step = write(self.means)
            try:
                return step, self.open(step.recorder)
            except NoPlan:
                continue


def opener_of(device: Device) -> Opener:
    """For a GPU, with cuDNN where it is installed; for a processor, NumPy.

    What is opened for a `first` device has a stream whose blocks a card starts before others'.
    """
    if device.kind == "cpu":
        return Opener(Processor)
    from engine.gpu.cuda import FIRST, USUAL, Cuda
    from engine.gpu.libraries import means

    priority = FIRST if device.first else USUAL
    return Opener(
        lambda recorder: Cuda(recorder, device.compute, priority=priority), means(device.compute)
    )
