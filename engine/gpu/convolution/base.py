"""The contract of a way to compute a convolution on a GPU, and the choice between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from engine.convolution import Geometry
from engine.gpu.buffers import Shape, View
from engine.registry import Entry, Registry, Text


@dataclass(frozen=True)
class Means:
    """What a machine has: cuDNN, and whether it adds a bias on the way (compute capability 8.0).

    `columns` is how many numbers may be written out as columns at a time, `plans` whether cuDNN
    has plans for a convolution, as far as anybody tried.
    """

    cudnn: bool = False
    cudnn_bias: bool = False
    columns: int = 1 << 27
    plans: Callable[[Geometry], bool] = field(default=lambda g: True, compare=False)


PLAIN = Means()  # every machine has this


class Site(Protocol):
    """Where operations are written down; a stage is one."""

    def run(self, name: str, over: int, **arguments: Any) -> None:
        """Do the operation `name`."""
        ...

    def make(self, name: str, shape: Shape, kind: str = "T") -> View:
        """A new array (R, ...)."""
        ...


class Way(Entry):
    """y[h, w] = sum_ij x[h stride + i - pad, w stride + j - pad] W[i, j], for each run.

    x (R, N, H, W, C), W (R, K, K, C, F), y (R, N, H', W', F). Made for one layer of one step;
    `reason` says in one line when it is chosen.
    """

    reason: ClassVar[Text]
    rank: ClassVar[int]  # of those that fit, the highest is chosen

    def __init__(self, site: Site, g: Geometry, means: Means) -> None:
        self.site, self.g, self.means = site, g, means

    @staticmethod
    def fits(g: Geometry, runs: int, means: Means) -> bool:
        """Whether it can compute, and is a good choice for, so many runs side by side."""
        raise NotImplementedError

    @property
    def adds_bias(self) -> bool:
        """Whether `forward` takes a bias; otherwise somebody adds it afterwards."""
        return False

    def forward(self, x: View, W: View, b: View | None = None) -> View:
        """The result y; b (R, F) is of kind T and given only to one that `adds_bias`."""
        raise NotImplementedError

    def dx(self, dy: View, W: View) -> View:
        """The derivative by x, of dy like y."""
        raise NotImplementedError

    def dw(self, x: View, dy: View, dW: View) -> None:
        """Write the derivative by W, exactly (float)."""
        raise NotImplementedError


WAYS: Registry[Way] = Registry("GPU convolution")


def choose(g: Geometry, runs: int, means: Means) -> type[Way]:
    """The way for `g`: of those that fit, the one with the highest rank."""
    return max((w for w in WAYS.values() if w.fits(g, runs, means)), key=lambda way: way.rank)
