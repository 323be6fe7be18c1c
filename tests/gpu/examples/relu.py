from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.gpu.examples import Case, example


def signs(rng: np.random.Generator, n: int) -> np.ndarray:
    """Numbers of both signs, and some zeros."""
    x = rng.normal(size=n).astype(np.float32)
    x[::7] = 0
    return x


@example("relu_forward")
def forward(rng: np.random.Generator) -> Iterator[Case]:
    for n in (1, 255, 1000):
        x = signs(rng, n)
        yield n, {"x": x, "y": np.empty_like(x), "n": n}


@example("relu_backward")
def backward(rng: np.random.Generator) -> Iterator[Case]:
    for n in (1, 255, 1000):
        yield n, {"y": np.maximum(signs(rng, n), 0), "dy": signs(rng, n), "n": n}
