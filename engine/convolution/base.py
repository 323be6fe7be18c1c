"""The contract of a convolution algorithm, and the choice between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import ClassVar, Protocol

from engine.backend import Array
from engine.registry import Entry, Registry, Text


@dataclass(frozen=True)
class Geometry:
    """x (H, W, N, C), weights (K, K, C, F), zeros `pad` wide around x, steps of `stride`."""

    h: int
    w: int
    c: int
    f: int
    k: int
    stride: int = 1
    pad: int = 0

    @property
    def out_h(self) -> int:
        """(H - K + 2 pad) / stride + 1, rounded down."""
        return (self.h - self.k + 2 * self.pad) // self.stride + 1

    @property
    def out_w(self) -> int:
        """(W - K + 2 pad) / stride + 1, rounded down."""
        return (self.w - self.k + 2 * self.pad) // self.stride + 1

    @property
    def macs(self) -> int:
        """Multiply-adds of one image, computed directly."""
        return self.out_h * self.out_w * self.k**2 * self.c * self.f


class Room(Protocol):
    """Where an algorithm gets its arrays; a layer's context is one."""

    @property
    def xp(self) -> ModuleType: ...
    @property
    def dtype(self) -> str: ...
    @property
    def images(self) -> int: ...
    @property
    def derived(self) -> Mapping[str, Array]: ...
    @property
    def ready(self) -> bool: ...
    @property
    def derives(self) -> Callable[..., None]: ...
    @property
    def first(self) -> bool: ...
    @property
    def add_gradient(self) -> Callable[[Array, Callable[[Array], object]], None]: ...
    @property
    def wants_dx(self) -> bool: ...
    @property
    def work(self) -> Callable[..., Array]: ...
    @property
    def scratch(self) -> Callable[..., Array]: ...


class Convolution(Entry):
    """y[h, w] = b + sum_ij x[h stride + i - pad, w stride + j - pad] W[i, j], for n images.

    Made once for a geometry and n, with all its arrays, then used at every step.
    `reason` says in one line when it is chosen.
    """

    reason: ClassVar[Text]
    rank: ClassVar[int]  # of those that fit, the highest is chosen

    def __init__(self, g: Geometry, n: int, room: Room) -> None:
        self.g, self.n, self.room, self.xp = g, n, room, room.xp
        self.ones: Array = None

    @staticmethod
    def fits(g: Geometry) -> bool:
        """Whether this algorithm can compute, and is a good choice for, such a convolution."""
        raise NotImplementedError

    @staticmethod
    def work(g: Geometry) -> int:
        """How many numbers it keeps in memory for one image, y included."""
        raise NotImplementedError

    @staticmethod
    def derived(g: Geometry) -> int:
        """How many numbers it computes from the weights alone, which shards can share."""
        return 0

    def forward(self, x: Array, W: Array, b: Array | None) -> Array:
        """The result y (H', W', N, F); keeps what `backward` needs."""
        raise NotImplementedError

    def backward(self, dy: Array, dW: Array, db: Array | None) -> Array:
        """Write dW where the room says `first`, else add to it; add to db; return dx.

        Where the room does not want dx, dy is returned again.
        """
        raise NotImplementedError

    def add_bias(self, y: Array, b: Array | None) -> None:
        """Add b to y on runs of a whole row: rows of F numbers would be too short to be fast."""
        if b is not None:
            row = self.room.scratch("bias", y.shape[1:])
            row[...] = b
            y += row

    def add_bias_gradient(self, dy: Array, db: Array | None) -> None:
        """Add to db the sum of dy over everything but the channels."""
        if db is None:
            return
        if self.ones is None:
            self.ones = self.xp.ones((1, self.g.out_h * self.g.out_w), dy.dtype)
        pixels = dy.reshape(self.ones.size, -1)
        row = self.room.scratch("bias", (1, pixels.shape[1]))
        self.xp.matmul(self.ones, pixels, out=row)
        db += row.reshape(-1, len(db)).sum(axis=0)


CONVOLUTIONS: Registry[Convolution] = Registry("convolution")


def choose(g: Geometry) -> type[Convolution]:
    """The algorithm for `g`: of those that fit, the one with the highest rank."""
    return max((c for c in CONVOLUTIONS.values() if c.fits(g)), key=lambda c: c.rank)
