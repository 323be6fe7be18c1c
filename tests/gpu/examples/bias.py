from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.gpu.twins.channels import tiles_of
from tests.gpu.examples import Case, example

# runs, rows, channels, chunks, stride: widths of 1 and 4, more channels than threads, empty chunks
SHAPES = ((1, 1, 1, 1, 1), (2, 37, 10, 3, 11), (3, 70, 24, 4, 30), (1, 5, 300, 4, 300))
SHAPES += ((2, 9, 1028, 2, 2000),)


def numbers(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Numbers around 0.5."""
    return rng.normal(0.5, 1, shape).astype(np.float32)


@example("bias_forward")
def forward(rng: np.random.Generator) -> Iterator[Case]:
    for runs, rows, c, chunks, stride in SHAPES:
        y, b = numbers(rng, runs, rows, c), numbers(rng, runs, stride)
        sizes = {"rows": rows, "c": c, "chunks": chunks, "stride": stride}
        yield runs * chunks, {"y": y, "b": b, **sizes}


@example("bias_partial")
def partial(rng: np.random.Generator) -> Iterator[Case]:
    for runs, rows, c, chunks, _ in SHAPES:
        dy, sums = numbers(rng, runs, rows, c), np.empty((runs, chunks, c), np.float32)
        sizes = {"rows": rows, "c": c, "chunks": chunks}
        yield runs * chunks, {"dy": dy, "partial": sums, **sizes}


@example("bias_gradient")
def gradient(rng: np.random.Generator) -> Iterator[Case]:
    for runs, _, c, chunks, stride in SHAPES:
        sums, db = numbers(rng, runs, chunks, c), np.empty((runs, stride), np.float32)
        sizes = {"c": c, "chunks": chunks, "stride": stride}
        yield tiles_of(runs, c), {"partial": sums, "db": db, **sizes}
