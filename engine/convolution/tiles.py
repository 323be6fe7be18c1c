"""Images cut into overlapping tiles and put together again, as views and matrix products."""

from __future__ import annotations

from dataclasses import dataclass

from engine.backend import Array
from engine.convolution.base import Geometry, Room

LINE = 16  # numbers in a cache line


@dataclass(frozen=True)
class Piece:
    """What is transformed at a time: `rows` rows of tiles from `top`, images `first` to `last`."""

    top: int
    rows: int
    first: int
    last: int

    @property
    def n(self) -> int:
        """How many images."""
        return self.last - self.first


class Tiles:
    """Transforms of a piece of images (H, W, N, C) into (a, a, rows, W/m, n, C) and back.

    A transform acts down, then across: each time one small matrix times a view in which
    windows of a rows (columns) overlap, so nothing is cut out or copied but the piece
    itself. All pieces pass through one shared array, `half`.
    """

    def __init__(
        self,
        g: Geometry,
        size: tuple[int, int, int],
        matrices: tuple[Array, Array],
        room: Room,
    ) -> None:
        self.B, self.At = matrices
        self.A = room.xp.ascontiguousarray(self.At.T)
        (self.rows, self.n, self.c), self.g, self.xp, self.room = size, g, room.xp, room
        self.m = len(self.At)
        self.a, self.across, self.run = len(self.B), -(-g.w // self.m), self.n * self.c
        self.size = (self.a, self.a, apart(self.rows * self.across * self.run))
        self.shape = (self.a, self.a, self.rows, self.across, self.n, self.c)
        self.width = self.m * self.across
        tall, wide = self.m * self.rows + 2 * g.pad, self.width + 2 * g.pad
        self.padded = room.work("padded", (tall, wide, self.n, self.c))
        self.windows = self._windows(self.padded, self.a, wide)
        inside = self.padded[g.pad : tall - g.pad, g.pad : wide - g.pad]
        self.outputs = self._windows(inside, self.m, self.width)
        self.wide = self._halves(wide, self.a)
        self.narrow = self._halves(self.width, self.m)
        places = room.scratch(
            "half tiles", (self.m, self.a, apart(self.rows * self.across * self.run))
        )
        self.last = places[..., : self.rows * self.across * self.run]

    def view(self, array: Array) -> Array:
        """An array (a, a, apart(...)) as (a, a, rows, tiles across, n, c)."""
        return array[..., : self.rows * self.across * self.run].reshape(self.shape)

    def _windows(self, array: Array, inside: int, width: int) -> Array:
        """(rows, inside, width * run): what lies under each row of tiles."""
        step, item = array.strides[0], array.itemsize
        shape = (self.rows, inside, width * self.run)
        return self.xp.lib.stride_tricks.as_strided(array, shape, (self.m * step, step, item))

    def _halves(self, width: int, inside: int) -> tuple[Array, Array]:
        """`half` for rows of `width` pixels: by tile row, and by windows of `inside` columns."""
        row = width * self.run
        stored = self.room.scratch("half tiles", (self.a, self.rows, row))
        item, strided = stored.itemsize, self.xp.lib.stride_tricks.as_strided
        shape = (self.a, self.rows, self.across, inside, self.run)
        strides = (self.rows * row, row, self.m * self.run, self.run, 1)
        by_column = strided(stored, shape, tuple(s * item for s in strides))
        return stored.transpose(1, 0, 2), by_column

    def _by_place(self, V: Array) -> Array:
        """V as (a, rows, tiles across, a, run), a view."""
        return V.reshape(*self.shape[:4], self.run).transpose(0, 2, 3, 1, 4)

    def take(self, x: Array, piece: Piece) -> None:
        """Copy a piece of x, and what its tiles see around it, into a frame of zeros."""
        g, pad, tall = self.g, self.g.pad, len(self.padded)
        above = self.m * piece.top - pad
        first, last = max(0, -above), min(tall, g.h - above)
        self.padded[:first] = 0
        self.padded[last:] = 0
        seen = x[above + first : above + last, :, piece.first : piece.last]
        self.padded[first:last, pad : pad + g.w] = seen

    def from_image(self, V: Array) -> None:
        """V = B^T x B in every tile of the piece taken last."""
        by_row, by_column = self.wide
        self.xp.matmul(self.B, self.windows, out=by_row)
        self.xp.matmul(self.B, by_column, out=self._by_place(V))

    def from_outputs(self, V: Array) -> None:
        """V = A dy A^T in every tile of m x m taken last: the transpose of `to_image`."""
        by_row, by_column = self.narrow
        self.xp.matmul(self.A, self.outputs, out=by_row)
        self.xp.matmul(self.A, by_column, out=self._by_place(V))

    def to_image(self, V: Array, y: Array, piece: Piece) -> None:
        """Write y = A^T V A in every tile of the piece."""
        by_place = V.reshape(self.a, self.a, -1).transpose(1, 0, 2)
        self.xp.matmul(self.At, by_place, out=self.last.transpose(1, 0, 2))
        half = self.last.reshape(self.m, self.a, self.rows, self.across, self.run)
        half = half.transpose(0, 2, 3, 1, 4)
        top, g, images = self.m * piece.top, self.g, slice(piece.first, piece.last)
        if (g.h % self.m, g.w % self.m) == (0, 0):
            self.xp.matmul(self.At, half, out=self._place(y[top:, :, images]))
        else:  # the last tiles reach beyond the image
            size = (self.m * self.rows, self.width, self.n, self.c)
            whole = self.room.scratch("whole tiles", size)
            self.xp.matmul(self.At, half, out=self._place(whole))
            y[top : top + len(whole), :, images] = whole[: g.h - top, : g.w]

    def _place(self, y: Array) -> Array:
        """What begins in y (H, W, N, C) as (m, rows, tiles across, m, run), a view."""
        row, column, _, item = y.strides
        shape = (self.m, self.rows, self.across, self.m, self.run)
        strides = (row, self.m * row, self.m * column, column, item)
        return self.xp.lib.stride_tricks.as_strided(y, shape, strides)


def apart(count: int) -> int:
    """`count` and a line more: rows a power of two apart would fight over one set of the cache."""
    return -(-count // LINE) * LINE + LINE


def pieces(down: int, n: int, rows: int, images: int) -> list[Piece]:
    """All of n images, `rows` of `down` rows of tiles and at most `images` images at a time."""
    return [
        Piece(top, rows, first, min(first + images, n))
        for first in range(0, n, images)
        for top in range(0, down, rows)
    ]
