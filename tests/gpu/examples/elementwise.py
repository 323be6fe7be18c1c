from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.gpu.examples import Case, example
from tests.gpu.examples.activations import SIZES, spread


def empty(n: int) -> np.ndarray:
    return np.empty(n, np.float32)


@example("copy", "to_float")
def copies(rng: np.random.Generator) -> Iterator[Case]:
    for n in SIZES:
        yield n, {"x": spread(rng, n), "y": empty(n), "n": n}


@example("from_float")
def apart(rng: np.random.Generator) -> Iterator[Case]:
    for runs, size, stride in ((1, 5, 5), (3, 288, 301), (2, 1, 4)):
        x, y = spread(rng, runs * stride).reshape(runs, stride), empty(runs * size)
        sizes = {"n": runs * size, "size": size, "stride": stride}
        yield runs * size, {"x": x, "y": y.reshape(runs, size), **sizes}


@example("scale")
def scale(rng: np.random.Generator) -> Iterator[Case]:
    for n in SIZES:
        yield n, {"x": spread(rng, n), "y": empty(n), "n": n, "a": 0.3}


@example("add", "add_relu")
def add(rng: np.random.Generator) -> Iterator[Case]:
    for n in SIZES:
        yield n, {"a": spread(rng, n), "b": spread(rng, n), "y": empty(n), "n": n}


@example("accumulate")
def accumulate(rng: np.random.Generator) -> Iterator[Case]:
    for n in SIZES:
        yield n, {"x": spread(rng, n), "y": spread(rng, n), "n": n}


@example("maxout_forward")
def maxout_forward(rng: np.random.Generator) -> Iterator[Case]:
    for n, pieces in ((1, 2), (255, 3), (300, 16)):
        x = np.nan_to_num(spread(rng, n * pieces)).round()  # whole numbers: many are equal
        won = np.empty(n, np.uint8)
        yield n, {"x": x, "y": empty(n), "winner": won, "n": n, "pieces": pieces}


@example("maxout_backward")
def maxout_backward(rng: np.random.Generator) -> Iterator[Case]:
    for n, pieces in ((1, 2), (255, 3), (300, 16)):
        won = rng.integers(0, pieces, n).astype(np.uint8)
        dx = empty(n * pieces)
        yield n, {"winner": won, "dy": spread(rng, n), "dx": dx, "n": n, "pieces": pieces}
