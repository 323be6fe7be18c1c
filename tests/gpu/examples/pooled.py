from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.gpu.twins.normalize import FUNCTIONS, name_of
from tests.gpu.examples import Case, example
from tests.gpu.examples.batchnorm import statistics
from tests.gpu.examples.bias import numbers
from tests.gpu.examples.pooling import sizes

# images of a run, h, w, c, size, stride, chunks: side by side, with gaps, with rests
SHAPES = ((2, 5, 4, 5, 2, 2, 2), (1, 11, 9, 8, 2, 4, 1), (3, 7, 7, 264, 3, 3, 4))
RUNS = (1, 3, 2)


@example("maxpool_partial")
def partial(rng: np.random.Generator) -> Iterator[Case]:
    for runs, shape in zip(RUNS, SHAPES, strict=True):
        chunks, given, x, y = sizes(shape)
        arrays: dict[str, Any] = {"x": numbers(rng, runs, *x).round(1)}
        arrays |= {"y": np.empty((runs, *y), np.float32), "winner": np.empty((runs, *y), np.uint8)}
        arrays["partial"] = np.empty((runs, chunks, 2, given["c"]), np.float32)
        yield runs * chunks, {**arrays, **given}


@example(*(name_of(f, "unpool") for f in FUNCTIONS))
def unpool(rng: np.random.Generator) -> Iterator[Case]:
    for runs, shape in zip(RUNS, SHAPES, strict=True):
        chunks, given, x, y = sizes(shape)
        c, places = given["c"], given["size"] ** 2
        arrays: dict[str, Any] = {name: numbers(rng, runs, *y) for name in ("y", "dy")}
        arrays |= {"statistics": statistics(rng, runs, c), "beta": numbers(rng, runs, c + 3)}
        arrays |= {"sums": numbers(rng, runs, 2, c), "dx": np.empty((runs, *x), np.float32)}
        arrays["winner"] = rng.integers(0, places, (runs, *y)).astype(np.uint8)
        yield runs * chunks, {**arrays, **given, "shift": c + 3}
