"""Arrays of a step before there is any memory: recordings name them, machines make them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

Shape = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Buffer:
    """So many numbers of one kind; `held` ones keep what they hold from step to step.

    `mapped` ones lie in the processor's memory: a device writes there while others read.
    """

    name: str
    size: int
    kind: str
    held: bool = False
    mapped: bool = False


@dataclass(frozen=True)
class View:
    """A C-contiguous array (R, ...) in a buffer, from `begin`, its runs `stride` numbers apart."""

    buffer: Buffer
    begin: int
    shape: Shape
    stride: int

    @property
    def runs(self) -> int:
        """R, the length of the first axis."""
        return self.shape[0]

    @property
    def per_run(self) -> int:
        """How many numbers one run has."""
        return math.prod(self.shape[1:])

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return math.prod(self.shape)

    @property
    def end(self) -> int:
        """One past the last number, counted in the buffer."""
        return self.begin + (self.runs - 1) * self.stride + self.per_run

    @property
    def whole(self) -> bool:
        """Whether all runs together are one piece."""
        return self.runs == 1 or self.stride == self.per_run

    def strides(self, itemsize: int) -> list[int]:
        """Bytes from one number to the next along each axis."""
        within = [itemsize * math.prod(self.shape[k + 1 :]) for k in range(1, len(self.shape))]
        return [self.stride * itemsize, *within]

    def reshape(self, *shape: int) -> View:
        """The same numbers in another shape; R stays, and is 1 at least; raises ValueError."""
        if math.prod(shape) != self.size or (shape[0] != self.runs and not self.whole):
            raise ValueError(f"expected a shape of {self.shape}, got {shape}")
        stride = self.stride if shape[0] == self.runs else math.prod(shape[1:])
        return replace(self, shape=shape, stride=stride)

    def one(self, run: int) -> View:
        """The array of one run alone, (1, ...)."""
        begin = self.begin + run * self.stride
        return replace(self, begin=begin, shape=(1, *self.shape[1:]), stride=self.per_run)

    def part(self, begin: int, shape: Shape) -> View:
        """Of every run the array `shape` (without R) that begins at number `begin` of the run."""
        if begin + math.prod(shape) > self.per_run:
            raise ValueError(f"expected a part of {self.shape}, got {shape} from {begin}")
        return replace(self, begin=self.begin + begin, shape=(self.runs, *shape))


def whole(buffer: Buffer, shape: Shape) -> View:
    """All of a buffer as an array; raises ValueError when the sizes differ."""
    if math.prod(shape) != buffer.size:
        raise ValueError(f"expected {buffer.size} numbers, got the shape {shape}")
    return View(buffer, 0, shape, math.prod(shape[1:]))
