"""The inputs of a fast convolution under their windows."""

from __future__ import annotations

from types import ModuleType

from engine.backend import Array
from engine.convolution.base import Room
from engine.convolution.tiles import Block, Step


def windowed(block: Block, x: Array, Bt: Array, V: Array, room: Room) -> list[Step]:
    """What makes V = B^T x B (a, a, numbers) in each window of x (H, W, n, C)."""
    g, m, a, xp = block.g, block.m, block.a, room.xp
    (_, tiles, n), c = block.sides, x.shape[-1]
    wide = m * tiles + g.k - 1
    left, right, before = _inside(m * block.across.start - g.pad, wide, g.w)
    columns = slice(before, before + right - left)
    strips = block.strips(c)
    shape = max(s.stop - s.start for s in strips), a, wide, n, c
    half = room.scratch(f"half tiles {shape} {columns}", shape)  # only such strips use it:
    half[:, :, :before] = half[:, :, columns.stop :] = 0  # its edges stay 0
    inside, under, places = half[:, :, columns], _across(half, m, tiles, xp), block.by_place(V)
    steps: list[Step] = []
    for strip in strips:
        for k in range(strip.start, strip.stop):
            top, bottom, above = _inside(m * (block.down.start + k) - g.pad, a, g.h)
            small = xp.ascontiguousarray(Bt[:, above : above + bottom - top])
            pixels = block.lines(x[top:bottom, left:right, block.images])
            steps.append((xp.matmul, small, pixels, block.lines(inside[k - strip.start])))
        steps.append((xp.matmul, Bt, under[: strip.stop - strip.start], places[strip]))
    return steps


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
