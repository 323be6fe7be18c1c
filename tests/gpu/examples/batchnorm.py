from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.gpu.twins.batchnorm import write_moments
from engine.gpu.twins.channels import tiles_of
from engine.gpu.twins.normalize import FUNCTIONS, name_of
from tests.gpu.examples import Case, example
from tests.gpu.examples.bias import SHAPES, numbers

TRAINED = {"momentum": 0.9, "eps": 1e-5}


def statistics(rng: np.random.Generator, runs: int, c: int) -> np.ndarray:
    """Means, and inverses and slopes near 1."""
    middle = np.array([[0.5], [1], [1]])
    return rng.normal(middle, 0.3, (runs, 3, c)).astype(np.float32)


def far(rng: np.random.Generator, runs: int, rows: int, c: int) -> np.ndarray:
    """Numbers whose mean is a hundred times their spread: sums of squares would cancel."""
    return (numbers(rng, runs, rows, c) + 100).astype(np.float32)


@example("batchnorm_partial")
def partial(rng: np.random.Generator) -> Iterator[Case]:
    for (runs, rows, c, chunks, _), make in zip(SHAPES, [numbers, far] * 3, strict=False):
        moments = np.empty((runs, chunks, 2, c), np.float32)
        sizes = {"rows": rows, "c": c, "chunks": chunks}
        yield runs * chunks, {"x": make(rng, runs, rows, c), "partial": moments, **sizes}


def joined(rng: np.random.Generator, scaled: bool) -> Iterator[Case]:
    for runs, rows, c, chunks, stride in SHAPES:
        given: dict[str, Any] = {"partial": np.empty((runs, chunks, 2, c), np.float32)}
        write_moments(numbers(rng, runs, rows, c), given["partial"])
        given |= {"statistics": np.empty((runs, 3, c), np.float32), "norms": stride, **TRAINED}
        given |= {"mean": numbers(rng, runs, stride), "var": numbers(rng, runs, stride)}
        given |= {"rows": rows, "c": c, "chunks": chunks}
        if scaled:
            given |= {"gamma": numbers(rng, runs, 2 * stride), "stride": 2 * stride}
        yield tiles_of(runs, c), given


@example("batchnorm_statistics")
def join(rng: np.random.Generator) -> Iterator[Case]:
    return joined(rng, False)


@example("batchnorm_statistics_scaled")
def join_scaled(rng: np.random.Generator) -> Iterator[Case]:
    return joined(rng, True)


def run_on(rng: np.random.Generator, scaled: bool) -> Iterator[Case]:
    for runs, _, c, _, stride in SHAPES:
        given: dict[str, Any] = {"statistics": np.empty((runs, 3, c), np.float32), "eps": 1e-5}
        given |= {"mean": numbers(rng, runs, stride), "var": np.abs(numbers(rng, runs, stride))}
        given |= {"n": runs * c, "c": c, "norms": stride}
        if scaled:
            given |= {"gamma": numbers(rng, runs, 2 * stride), "stride": 2 * stride}
        yield runs * c, given


@example("batchnorm_running")
def running(rng: np.random.Generator) -> Iterator[Case]:
    return run_on(rng, False)


@example("batchnorm_running_scaled")
def running_scaled(rng: np.random.Generator) -> Iterator[Case]:
    return run_on(rng, True)


def summed(rng: np.random.Generator, names: tuple[str, ...]) -> Iterator[Case]:
    for runs, _, c, chunks, stride in SHAPES:
        given: dict[str, Any] = {name: np.empty((runs, stride), np.float32) for name in names}
        given |= {"partial": numbers(rng, runs, chunks, 2, c), "c": c, "chunks": chunks}
        given |= {"sums": np.empty((runs, 2, c), np.float32), "stride": stride}
        yield tiles_of(runs, 2 * c), given


@example("batchnorm_gradients")
def gradients(rng: np.random.Generator) -> Iterator[Case]:
    return summed(rng, ("dbeta",))


@example("batchnorm_gradients_scaled")
def gradients_scaled(rng: np.random.Generator) -> Iterator[Case]:
    return summed(rng, ("dgamma", "dbeta"))


def passes(rng: np.random.Generator, *names: str) -> Iterator[Case]:
    for runs, rows, c, chunks, stride in SHAPES:
        shapes = {"x": (rows, c), "dy": (rows, c), "beta": (stride,), "sums": (2, c)}
        shapes |= {"y": (rows, c), "dx": (rows, c), "partial": (chunks, 2, c)}
        given: dict[str, Any] = {name: numbers(rng, runs, *shapes[name]) for name in names}
        given |= {"statistics": statistics(rng, runs, c), "stride": stride}
        yield runs * chunks, {**given, "rows": rows, "c": c, "chunks": chunks}


@example(*(name_of(f, "apply") for f in FUNCTIONS))
def apply(rng: np.random.Generator) -> Iterator[Case]:
    return passes(rng, "x", "beta", "y")


@example(*(name_of(f, "sums") for f in FUNCTIONS))
def sums(rng: np.random.Generator) -> Iterator[Case]:
    return passes(rng, "x", "dy", "beta", "partial")


@example(*(name_of(f, "dx") for f in FUNCTIONS))
def dx(rng: np.random.Generator) -> Iterator[Case]:
    return passes(rng, "x", "dy", "beta", "sums", "dx")


@example("batchnorm_dx_running")
def dx_running(rng: np.random.Generator) -> Iterator[Case]:
    return passes(rng, "x", "dy", "beta", "dx")
