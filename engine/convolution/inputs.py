"""The inputs of a fast convolution under their windows, and the gradient of the inputs."""

from __future__ import annotations

from collections.abc import Iterator

from engine.backend import Array
from engine.convolution.base import Room
from engine.convolution.tiles import Grid, Step, take


class Inputs:
    """V = B^T x B in each window of n images; dx is the sum of B dV B^T over the windows."""

    def __init__(self, grid: Grid, Bt: Array, V: Array, room: Room) -> None:
        self.grid, self.Bt, self.room, self.xp = grid, Bt, room, room.xp
        g, (height, width, n, c) = grid.g, grid.whole
        tall, wide = height + 2 * g.pad, width + 2 * g.pad
        padded, half = room.work("padded", (tall, wide, n, c)), grid.half(room, tall)
        self.middle = padded[g.pad : g.pad + g.h, g.pad : g.pad + g.w]
        columns = self._windows(padded.reshape(tall, wide, n * c).swapaxes(0, 1), grid.across)
        rows = self._windows(half, grid.down)
        self.steps = [
            (self.xp.matmul, Bt, columns.transpose(2, 0, 1, 3), grid.window_rows(half)),
            (self.xp.matmul, Bt, rows.transpose(0, 2, 1, 3), grid.window_columns(V)),
        ]

    def _windows(self, array: Array, count: int) -> Array:
        """(length, ...) as (count, a, ...): windows of a, m apart."""
        shape, step = (count, self.grid.a, *array.shape[1:]), array.strides[0]
        strides = (self.grid.m * step, step, *array.strides[1:])
        return self.xp.lib.stride_tricks.as_strided(array, shape, strides)

    def read(self, x: Array) -> None:
        """Make V of x (H, W, n, C)."""
        self.middle[...] = x
        take(self.steps)

    def gradient(self, dV: Array, dx: Array) -> list[Step]:
        """What makes dx (H, W, n, C) of dV."""
        grid, g = self.grid, self.grid.g
        whole = dx if grid.exact else self.room.scratch("whole tiles", grid.whole)
        half = grid.half(self.room, len(whole))
        steps = [
            *self._spread(grid.window_columns(dV), grid.tile_columns(half), 0),
            *self._spread(grid.window_rows(half), grid.tile_rows(whole), 1),
        ]
        return steps if grid.exact else [*steps, (self.xp.positive, whole[: g.h, : g.w], dx)]

    def _spread(self, windows: Array, tiles: Array, axis: int) -> list[Step]:
        """Tiles (.., .., m, L) from windows (.., .., a, L); neighbours lie along `axis`.

        The middle m rows of B w are a tile's own, the others are added to its neighbours'.
        """
        xp, m, pad, B = self.xp, self.grid.m, self.grid.g.pad, self.Bt.T
        own, beyond = B[pad : pad + m].copy(), xp.concatenate((B[:pad], B[pad + m :]))
        spilt = self.room.scratch("spilt", (*windows.shape[:2], 2 * pad, windows.shape[3]))
        sums = self._neighbours(tiles.swapaxes(0, axis), spilt.swapaxes(0, axis))
        return [
            (xp.matmul, own, windows, tiles),
            (xp.matmul, beyond, windows, spilt),
            *((xp.add, row, more, row) for row, more in sums),
        ]

    def _neighbours(self, tiles: Array, spilt: Array) -> Iterator[tuple[Array, Array]]:
        """Each row that was spilt, and the row of a tile it belongs to."""
        count, m, pad = len(tiles), self.grid.m, self.grid.g.pad
        for k, place in enumerate((*range(-pad, 0), *range(m, m + pad))):
            away, row = divmod(place, m)
            if abs(away) < count:
                low, high = max(away, 0), count + min(away, 0)
                yield tiles[low:high, :, row], spilt[low - away : high - away, :, k]
