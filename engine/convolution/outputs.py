"""The outputs of a fast convolution, tile by tile, and their gradient."""

from __future__ import annotations

from engine.backend import Array
from engine.convolution.base import Room
from engine.convolution.tiles import Block, Step


def tiled(block: Block, M: Array, At: Array, y: Array, room: Room) -> list[Step]:
    """What makes y = A^T M A (H, W, n, F) in each tile."""
    xp, a, m, (rows, tiles, _) = room.xp, block.a, block.m, block.sides
    half = room.scratch("half tiles", (m, a, M.shape[-1]))
    part, whole = _whole(block, y, room)
    steps: list[Step] = [
        (xp.matmul, At, M.swapaxes(0, 1), half.swapaxes(0, 1)),
        (xp.matmul, At, block.by_place(half), whole.reshape(rows, m, tiles, m, -1)),
    ]
    if whole is part:
        return steps
    return [*steps, (xp.positive, whole[: part.shape[0], : part.shape[1]], part)]


def spread(block: Block, x: Array, A: Array, N: Array, room: Room) -> list[Step]:
    """What makes N = A x A^T (a, a, numbers) in each tile of x (H, W, n, C)."""
    xp, a, m = room.xp, block.a, block.m
    (rows, tiles, n), c = block.sides, x.shape[-1]
    half = room.scratch("half tiles", (rows, a, m * tiles, n, c))
    part, whole = _whole(block, x, room)
    steps: list[Step] = []
    if whole is not part:
        inside = whole[: part.shape[0], : part.shape[1]]
        steps = [(xp.positive, xp.zeros(c, x.dtype), whole), (xp.positive, part, inside)]
    down = whole.reshape(rows, m, m * tiles, n, c)
    return [
        *steps,
        (xp.matmul, A, block.lines(down), block.lines(half)),
        (xp.matmul, A, half.reshape(rows, a, tiles, m, n * c), block.by_place(N)),
    ]


def _whole(block: Block, image: Array, room: Room) -> tuple[Array, Array]:
    """The block's part of `image`, and if some of its tiles reach beyond an array of whole ones."""
    part = block.tiles(image)
    rows, tiles, n = block.sides
    shape = block.m * rows, block.m * tiles, n, image.shape[-1]
    return part, part if part.shape == shape else room.scratch("whole tiles", shape)
