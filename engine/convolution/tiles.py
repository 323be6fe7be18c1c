"""Images cut into overlapping tiles and put together again, as views and matrix products."""

from __future__ import annotations

from engine.backend import Array
from engine.convolution.base import Geometry, Room

M = 4


class Tiles:
    """Transforms of images (H, W, N, C) into (a, a, H/4, W/4, N, C) and back.

    A transform acts down, then across: each time one small matrix times a view in which
    windows of a rows (columns) overlap, so nothing is cut out or copied. All images
    pass through one shared array, `half`, (a, H/4, W + frame, N, C).
    """

    def __init__(
        self, g: Geometry, c: int, n: int, matrices: tuple[Array, Array], room: Room, name: str
    ) -> None:
        self.B, self.At = matrices
        self.A = room.xp.ascontiguousarray(self.At.T)
        self.pad, self.xp, self.room = g.pad, room.xp, room
        self.a, self.down, self.across, self.run = len(self.B), g.h // M, g.w // M, n * c
        self.shape = (self.a, self.a, self.down, self.across, n, c)
        self.padded = room.work(f"{name}.padded", (g.h + 2 * g.pad, g.w + 2 * g.pad, n, c))
        self.middle = self.padded[g.pad : g.pad + g.h, g.pad : g.pad + g.w]
        wide, narrow = (g.w + 2 * g.pad) * self.run, g.w * self.run
        self.windows = self._view(self.padded, self.down, (M * wide, wide, wide))
        self.wide = self._halves(wide, self.a)
        self.narrow = self._halves(narrow, M)

    def _view(self, array: Array, count: int, sizes: tuple[int, int, int]) -> Array:
        """(count, a, row): windows of a rows that begin `sizes[0]` numbers apart."""
        item = array.itemsize
        strides = (sizes[0] * item, sizes[1] * item, item)
        shape = (count, self.a, sizes[2])
        return self.xp.lib.stride_tricks.as_strided(array, shape, strides)

    def _halves(self, row: int, inside: int) -> tuple[Array, Array]:
        """`half` for rows of `row` numbers: by tile row, and by windows of `inside` columns."""
        stored = self.room.scratch("half tiles", (self.a, self.down, row))
        item, strided = stored.itemsize, self.xp.lib.stride_tricks.as_strided
        shape = (self.a, self.down, self.across, inside, self.run)
        strides = (self.down * row, row, M * self.run, self.run, 1)
        by_column = strided(stored, shape, tuple(s * item for s in strides))
        return stored.transpose(1, 0, 2), by_column

    def _by_place(self, V: Array) -> Array:
        """V as (a, tiles down, tiles across, a, run), a view."""
        return V.reshape(*self.shape[:4], self.run).transpose(0, 2, 3, 1, 4)

    def from_image(self, x: Array, V: Array) -> None:
        """V = B^T x B in every tile of x with zeros around it."""
        self.middle[...] = x
        by_row, by_column = self.wide
        self.xp.matmul(self.B, self.windows, out=by_row)
        self.xp.matmul(self.B, by_column, out=self._by_place(V))

    def from_outputs(self, dy: Array, V: Array) -> None:
        """V = A dy A^T in every tile of 4x4: the transpose of `to_image`."""
        by_row, by_column = self.narrow
        self.xp.matmul(self.A, dy.reshape(self.down, M, -1), out=by_row)
        self.xp.matmul(self.A, by_column, out=self._by_place(V))

    def to_image(self, V: Array, y: Array) -> None:
        """Write y = A^T V A in every tile."""
        by_row, by_column = self.narrow
        self.xp.matmul(self.At, self._by_place(V), out=by_column)
        self.xp.matmul(self.At, by_row, out=y.reshape(self.down, M, -1))
