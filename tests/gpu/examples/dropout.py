from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.gpu.twins.dropout import bytes_of
from tests.gpu.examples import Case, example
from tests.gpu.examples.bias import numbers

# runs, images, pixels, c: one number, vectors, images, rests that fill no byte
SHAPES = ((1, 1, 1, 1), (2, 5, 1, 10), (3, 4, 9, 6), (2, 3, 16, 16))


def sizes(shape: tuple[int, ...]) -> tuple[int, dict[str, float]]:
    runs, images, pixels, c = shape
    n = bytes_of(runs, images * pixels * c)
    return n, {"n": n, "images": images, "pixels": pixels, "c": c}


@example("dropout_forward")
def forward(rng: np.random.Generator) -> Iterator[Case]:
    for keep, shape in zip((0.5, 0.3, 0.95, 1.0), SHAPES, strict=True):
        n, given = sizes(shape)
        x, runs = numbers(rng, *shape), shape[0]
        seed = rng.integers(0, 2**64, runs, np.uint64)
        clock = np.array([1, 2**40, 77][:runs], np.uint64)
        arrays = {"x": x, "seed": seed, "clock": clock, "y": np.empty_like(x)}
        arrays["mask"] = np.empty((runs, n // runs), np.uint8)
        yield n, {**arrays, **given, "lane": 65535, "keep": keep}


@example("dropout_backward")
def backward(rng: np.random.Generator) -> Iterator[Case]:
    for shape in SHAPES:
        n, given = sizes(shape)
        mask = rng.integers(0, 256, (shape[0], n // shape[0]), np.uint8)
        yield n, {"mask": mask, "dy": numbers(rng, *shape), **given, "keep": 0.7}
