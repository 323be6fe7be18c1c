from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.gpu.examples import Case, example

SIZES = (1, 255, 1000)
OF_Y = ("sigmoid", "tanh")
OF_X = ("gelu", "silu")


def spread(rng: np.random.Generator, n: int) -> np.ndarray:
    """Numbers of both signs, far ones, some zeros, and NaN."""
    x = 3 * rng.normal(size=n).astype(np.float32)
    x[::7] = 0
    x[3::50] *= 10
    x[5::70] = np.nan
    return x


@example(*(f"{name}_forward" for name in (*OF_Y, *OF_X)))
def forward(rng: np.random.Generator) -> Iterator[Case]:
    for n in SIZES:
        yield n, {"x": spread(rng, n), "y": np.empty(n, np.float32), "n": n}


@example(*(f"{name}_backward" for name in OF_Y))
def backward_of_y(rng: np.random.Generator) -> Iterator[Case]:
    for n in SIZES:
        yield n, {"y": np.tanh(spread(rng, n)), "dy": spread(rng, n), "n": n}


@example(*(f"{name}_backward" for name in OF_X))
def backward_of_x(rng: np.random.Generator) -> Iterator[Case]:
    for n in SIZES:
        yield n, {"x": spread(rng, n), "dy": spread(rng, n), "n": n}


@example("leakyrelu_forward")
def leaky_forward(rng: np.random.Generator) -> Iterator[Case]:
    for n in SIZES:
        yield n, {"x": spread(rng, n), "y": np.empty(n, np.float32), "n": n, "leak": 0.125}


@example("leakyrelu_backward")
def leaky_backward(rng: np.random.Generator) -> Iterator[Case]:
    for n in SIZES:
        yield n, {"y": spread(rng, n), "dy": spread(rng, n), "n": n, "leak": 0.125}


@example("elu_forward")
def elu_forward(rng: np.random.Generator) -> Iterator[Case]:
    for n in SIZES:
        yield n, {"x": spread(rng, n), "y": np.empty(n, np.float32), "n": n, "alpha": 1.5}


@example("elu_backward")
def elu_backward(rng: np.random.Generator) -> Iterator[Case]:
    for n in SIZES:
        y = np.maximum(spread(rng, n), np.float32(-1.5))
        yield n, {"y": y, "dy": spread(rng, n), "n": n, "alpha": 1.5}
