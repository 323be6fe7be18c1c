"""Images cut into overlapping tiles and put together again, as views and matrix products.

A transform is two products of a small matrix with a view, one across the image and one
down: nothing is cut out. Between them lies `half`: for each row of the image, the places
across. The gradient takes the transposed products in the opposite order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.backend import Array
from engine.convolution.base import Geometry, Room

LINE = 16  # numbers in a cache line

Step = tuple[Any, ...]  # a function of arrays, the arrays, and where the result goes


@dataclass(frozen=True)
class Grid:
    """n images (H, W, n, C) in tiles of m x m, each under a window of a x a, a = m + K - 1.

    The windows are transformed into an array V (a, a, down across n C), by way of `half`.
    """

    g: Geometry
    m: int
    n: int
    c: int

    @property
    def a(self) -> int:
        """The side of a window."""
        return self.m + self.g.k - 1

    @property
    def down(self) -> int:
        """Rows of tiles; the last one may reach beyond the image."""
        return -(-self.g.h // self.m)

    @property
    def across(self) -> int:
        """Tiles in a row."""
        return -(-self.g.w // self.m)

    @property
    def whole(self) -> tuple[int, int, int, int]:
        """Images of whole tiles: (H, W, n, C), or a little more."""
        return self.m * self.down, self.m * self.across, self.n, self.c

    @property
    def exact(self) -> bool:
        """Whether no tile reaches beyond the image."""
        return self.whole[:2] == (self.g.h, self.g.w)

    def windows(self, make: Callable[..., Array], name: str) -> Array:
        """V, in memory that `make` gives."""
        length = self.down * self.across * self.n * self.c
        return make(name, (self.a, self.a, apart(length)))[..., :length]

    def half(self, room: Room, rows: int) -> Array:
        """(rows, a, across n C), garbage at first."""
        length = self.across * self.n * self.c
        return room.scratch("half tiles", (rows, self.a, apart(length)))[..., :length]

    def window_columns(self, V: Array) -> Array:
        """V as (down, a, a, across n C): a place across, then what lies under it."""
        return V.reshape(self.a, self.a, self.down, -1).transpose(2, 1, 0, 3)

    def tile_columns(self, half: Array) -> Array:
        """`half` as (down, a, m, across n C): a place across, then the rows of a tile."""
        return half.reshape(self.down, self.m, self.a, -1).transpose(0, 2, 1, 3)

    def window_rows(self, half: Array) -> Array:
        """`half` as (rows, across, a, n C): a row of each window."""
        shape = (len(half), self.a, self.across, self.n * self.c)
        return half.reshape(shape).transpose(0, 2, 1, 3)

    def tile_rows(self, image: Array) -> Array:
        """Images of whole tiles as (rows, across, m, n C): a row of each tile."""
        return image.reshape(len(image), self.across, self.m, self.n * self.c)


def apart(count: int) -> int:
    """`count` and a line more: rows a power of two apart would fight over one set of the cache."""
    return -(-count // LINE) * LINE + LINE


def take(steps: list[Step]) -> None:
    """One after another."""
    for function, *operands, out in steps:
        function(*operands, out=out)
