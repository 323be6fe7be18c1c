"""Images cut into overlapping tiles, a block of them at a time, as views and matrix products.

A transform is two products of a small matrix with a view, one down the image and one across:
nothing is cut out, and zeros around the image are rows and columns left out of a product.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from engine.backend import Array
from engine.convolution.base import Geometry

LINE = 16  # numbers in a cache line
STRIP = 1 << 17  # numbers half transformed at a time: they stay in a core's own cache

Step = tuple[Any, ...]  # a function of arrays, the arrays, and where the result goes


@dataclass(frozen=True)
class Block:
    """Some tiles (m, m) of some of n images, each under a window of a x a, a = m + K - 1.

    `down` are rows of tiles, `across` are tiles in a row; the last ones may reach beyond the image.
    """

    g: Geometry
    m: int
    down: slice
    across: slice
    images: slice
    whole: bool  # all images of the batch, so that a row of pixels is one piece of memory

    @property
    def a(self) -> int:
        """The side of a window."""
        return self.m + self.g.k - 1

    @property
    def sides(self) -> tuple[int, int, int]:
        """Rows of tiles, tiles in a row, images."""
        high, wide, n = (s.stop - s.start for s in (self.down, self.across, self.images))
        return high, wide, n

    def windows(self, make: Callable[..., Array], name: str, c: int) -> Array:
        """Room for the transformed windows (a, a, numbers), all tiles, images and channels."""
        rows, tiles, n = self.sides
        length = rows * tiles * n * c
        return make(name, (self.a, self.a, apart(length)))[..., :length]

    def by_place(self, windows: Array) -> Array:
        """(i, j, numbers) as (rows of tiles, i, tiles in a row, j, numbers of a tile)."""
        rows, tiles, _ = self.sides
        i, j, length = windows.shape
        return windows.reshape(i, j, rows, tiles, length // (rows * tiles)).transpose(2, 0, 3, 1, 4)

    def strips(self, c: int) -> list[slice]:
        """Its rows of tiles, some at a time, for arrays of c channels."""
        rows, tiles, n = self.sides
        return even(rows, STRIP // (self.a * self.m * tiles * n * c))

    def lines(self, pixels: Array) -> Array:
        """(.., H, W, n, C) as matrices (.., H, run), the runs as long as memory allows."""
        *more, h, w, n, c = pixels.shape
        if self.whole:
            return pixels.reshape(*more, h, w * n * c)
        return pixels.reshape(*more, h, w, n * c).swapaxes(-3, -2)

    def tiles(self, image: Array) -> Array:
        """This block of images of whole tiles (H, W, n, C), or what there is of it."""
        rows, columns = (slice(self.m * s.start, self.m * s.stop) for s in (self.down, self.across))
        return image[rows, columns, self.images]


def blocks(g: Geometry, m: int, n: int, most: int) -> list[Block]:
    """All tiles of n images in blocks of about `most` tiles, first images, then rows of tiles."""
    high, wide = -(-g.h // m), -(-g.w // m)
    images = even(n, most)
    across = even(wide, most // n)
    down = even(high, most // (n * wide))
    return [
        Block(g, m, rows, tiles, some, len(images) == 1)
        for some in images
        for rows in down
        for tiles in across
    ]


def even(count: int, most: int) -> list[slice]:
    """`count` things in as few slices of at most `most` as there can be, and at least 1 in each."""
    parts = -(-count // max(1, most))
    ends = [count * k // parts for k in range(parts + 1)]
    return [slice(low, high) for low, high in pairwise(ends)]


def apart(count: int) -> int:
    """`count` and a line more: rows a power of two apart would fight over one set of the cache."""
    return -(-count // LINE) * LINE + LINE


def take(steps: list[Step]) -> None:
    """One after another."""
    for function, *operands, out in steps:
        function(*operands, out=out)
