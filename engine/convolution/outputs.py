"""The outputs of a fast convolution, tile by tile, and their gradient."""

from __future__ import annotations

from engine.backend import Array
from engine.convolution.base import Room
from engine.convolution.tiles import Block, Step, apart


def tiled(block: Block, M: Array, At: Array, y: Array, room: Room) -> list[Step]:
    """What makes y = A^T M A (H, W, n, F) in each tile."""
    xp, a, m, (rows, tiles, _) = room.xp, block.a, block.m, block.sides
    part, whole = _whole(block, y, room)
    outputs, row = whole.reshape(rows, m, tiles, m, -1), M.shape[-1] // rows
    steps: list[Step] = []
    for strip in block.strips(y.shape[-1]):
        numbers = slice(strip.start * row, strip.stop * row)
        length = numbers.stop - numbers.start
        half = room.scratch("half tiles", (m, a, apart(length)))[..., :length]
        across = half.reshape(m, a, -1, tiles, row // tiles).transpose(2, 0, 3, 1, 4)
        steps.append((xp.matmul, At, M[..., numbers].swapaxes(0, 1), half.swapaxes(0, 1)))
        steps.append((xp.matmul, At, across, outputs[strip]))
    if whole is part:
        return steps
    return [*steps, (xp.positive, whole[: part.shape[0], : part.shape[1]], part)]


def spread(block: Block, x: Array, A: Array, N: Array, room: Room) -> list[Step]:
    """What makes N = A x A^T (a, a, numbers) in each tile of x (H, W, n, C)."""
    xp, a, m = room.xp, block.a, block.m
    (rows, tiles, n), c = block.sides, x.shape[-1]
    part, whole = _whole(block, x, room)
    steps: list[Step] = []
    if whole is not part:
        inside = whole[: part.shape[0], : part.shape[1]]
        steps = [(xp.positive, xp.zeros(c, x.dtype), whole), (xp.positive, part, inside)]
    down, places = whole.reshape(rows, m, m * tiles, n, c), block.by_place(N)
    for strip in block.strips(c):
        half = room.scratch("half tiles", (strip.stop - strip.start, a, m * tiles, n, c))
        across = half.reshape(-1, a, tiles, m, n * c)
        steps.append((xp.matmul, A, block.lines(down[strip]), block.lines(half)))
        steps.append((xp.matmul, A, across, places[strip]))
    return steps


def _whole(block: Block, image: Array, room: Room) -> tuple[Array, Array]:
    """The block's part of `image`, and if some of its tiles reach beyond an array of whole ones."""
    part = block.tiles(image)
    rows, tiles, n = block.sides
    shape = block.m * rows, block.m * tiles, n, image.shape[-1]
    return part, part if part.shape == shape else room.scratch("whole tiles", shape)
