from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.gpu.twins.pooling import windows_of
from tests.gpu.examples import Case, example
from tests.gpu.examples.bias import numbers

# images, h, w, c, size, stride, chunks: windows side by side, overlapping, with gaps, with rests
SHAPES = (
    (1, 2, 2, 1, 2, 2, 1),
    (3, 7, 6, 5, 2, 2, 2),
    (2, 9, 8, 8, 3, 2, 3),
    (2, 8, 7, 4, 3, 1, 1),
    (1, 11, 9, 6, 2, 4, 2),
    (1, 4, 4, 264, 3, 3, 1),
    (1, 11, 11, 2, 11, 1, 1),
)


def sizes(shape: tuple[int, ...]) -> tuple[int, dict[str, int], tuple[int, ...], tuple[int, ...]]:
    """Blocks, the numbers of a call, and the shapes of x and y."""
    images, h, w, c, size, stride, chunks = shape
    names = ("images", "h", "w", "c", "size", "stride", "chunks")
    y = (images, *windows_of(h, w, size, stride), c)
    return chunks, dict(zip(names, shape, strict=True)), (images, h, w, c), y


@example("maxpool_forward")
def maxpool(rng: np.random.Generator) -> Iterator[Case]:
    for shape in SHAPES:
        over, given, x, y = sizes(shape)
        arrays: dict[str, Any] = {"x": numbers(rng, *x).round(1)}  # some are equal
        arrays |= {"y": np.empty(y, np.float32), "winner": np.empty(y, np.uint8)}
        yield over, {**arrays, **given}


@example("maxpool_backward")
def maxpool_back(rng: np.random.Generator) -> Iterator[Case]:
    for shape in SHAPES:
        over, given, x, y = sizes(shape)
        winner = rng.integers(0, given["size"] ** 2, y).astype(np.uint8)
        arrays = {"winner": winner, "dy": numbers(rng, *y), "dx": np.empty(x, np.float32)}
        yield over, {**arrays, **given}


@example("avgpool_forward")
def avgpool(rng: np.random.Generator) -> Iterator[Case]:
    for shape in SHAPES:
        over, given, x, y = sizes(shape)
        yield over, {"x": numbers(rng, *x), "y": np.empty(y, np.float32), **given}


@example("avgpool_backward")
def avgpool_back(rng: np.random.Generator) -> Iterator[Case]:
    for shape in SHAPES:
        over, given, x, y = sizes(shape)
        yield over, {"dy": numbers(rng, *y), "dx": np.empty(x, np.float32), **given}


def maps() -> Iterator[tuple[int, int, int, dict[str, int]]]:
    for images, pixels, c, chunks in ((1, 1, 1, 1), (5, 49, 10, 2), (9, 64, 300, 4)):
        given = {"images": images, "pixels": pixels, "c": c, "chunks": chunks}
        yield images, pixels, c, given


@example("globalpool_forward")
def globalpool(rng: np.random.Generator) -> Iterator[Case]:
    for images, pixels, c, given in maps():
        x, y = numbers(rng, images, pixels, c), np.empty((images, c), np.float32)
        yield given["chunks"], {"x": x, "y": y, **given}


@example("globalpool_backward")
def globalpool_back(rng: np.random.Generator) -> Iterator[Case]:
    for images, pixels, c, given in maps():
        dy, dx = numbers(rng, images, c), np.empty((images, pixels, c), np.float32)
        yield given["chunks"], {"dy": dy, "dx": dx, **given}
