"""The outputs of a fast convolution, tile by tile, and their gradient."""

from __future__ import annotations

from engine.backend import Array
from engine.convolution.base import Room
from engine.convolution.tiles import Grid, Step


class Outputs:
    """y = A^T M A in each tile of n images; the gradient of M is A dy A^T, written over M."""

    def __init__(self, grid: Grid, At: Array, M: Array, room: Room) -> None:
        self.grid, self.M, self.room, self.xp = grid, M, room, room.xp
        self.At, self.A = At, self.xp.ascontiguousarray(At.T)
        self.half = grid.half(room, grid.whole[0])
        self.inside = slice(0, grid.g.h), slice(0, grid.g.w)

    def image(self, y: Array) -> Array:
        """y, or where it is not of whole tiles an array that is."""
        return y if self.grid.exact else self.room.scratch("whole tiles", self.grid.whole)

    def steps(self, y: Array) -> list[Step]:
        """What makes y (H, W, n, F) of M."""
        grid, matmul, whole = self.grid, self.xp.matmul, self.image(y)
        columns, rows = grid.tile_columns(self.half), grid.window_rows(self.half)
        made = [
            (matmul, self.At, grid.window_columns(self.M), columns),
            (matmul, self.At, rows, grid.tile_rows(whole)),
        ]
        return made if grid.exact else [*made, (self.xp.positive, whole[self.inside], y)]

    def read_gradient(self, dy: Array) -> None:
        """Make dM of dy (H, W, n, F): the transposed steps, the last one first."""
        grid, matmul, whole = self.grid, self.xp.matmul, self.image(dy)
        if not grid.exact:
            whole[...] = 0
            whole[self.inside] = dy
        columns, rows = grid.tile_columns(self.half), grid.window_rows(self.half)
        matmul(self.A, grid.tile_rows(whole), out=rows)
        matmul(self.A, columns, out=grid.window_columns(self.M))
