"""The inputs of a fast convolution under their windows."""

from __future__ import annotations

from types import ModuleType

from engine.backend import Array
from engine.convolution.base import Room
from engine.convolution.tiles import Block, Step


def windowed(block: Block, x: Array, Bt: Array, V: Array, room: Room) -> list[Step]:
    """What makes V = B^T x B (a, a, numbers) in each window of x (H, W, n, C)."""
    g, m, a, xp = block.g, block.m, block.a, room.xp
    (rows, tiles, n), c = block.sides, x.shape[-1]
    wide = m * tiles + g.k - 1
    left, right, before = _inside(m * block.across.start - g.pad, wide, g.w)
    columns = slice(before, before + right - left)
    shape = rows, a, wide, n, c  # only blocks alike use it: its edges stay 0
    half = room.scratch(f"half tiles {shape} {columns}", shape)
    half[:, :, :before] = half[:, :, columns.stop :] = 0
    steps: list[Step] = []
    for k in range(rows):
        top, bottom, above = _inside(m * (block.down.start + k) - g.pad, a, g.h)
        small = xp.ascontiguousarray(Bt[:, above : above + bottom - top])
        pixels = x[top:bottom, left:right, block.images]
        steps.append((xp.matmul, small, block.lines(pixels), block.lines(half[k, :, columns])))
    return [*steps, (xp.matmul, Bt, _across(half, m, tiles, xp), block.by_place(V))]


def _inside(start: int, length: int, side: int) -> tuple[int, int, int]:
    """Where [start, start + length) begins and ends within [0, side), and how much is before."""
    low = max(0, start)
    return low, min(side, start + length), low - start


def _across(half: Array, m: int, tiles: int, xp: ModuleType) -> Array:
    """(rows, a, W, n, C) as (rows, a, tiles, a, n C): windows of a, m apart."""
    rows, a, _, n, c = half.shape
    row, line, pixel, _, item = half.strides
    shape, strides = (rows, a, tiles, a, n * c), (row, line, m * pixel, pixel, item)
    return xp.lib.stride_tricks.as_strided(half, shape, strides)
