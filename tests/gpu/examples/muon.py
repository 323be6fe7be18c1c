from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.gpu.twins.rule_numbers import NOW
from tests.gpu.examples import Case, example
from tests.gpu.examples.metrics import PIECES

SIDES = ((1, 1), (3, 5), (27, 16))


@example("muon_norms")
def norms(rng: np.random.Generator) -> Iterator[Case]:
    for runs in (1, 3):
        sums = rng.random((runs, len(PIECES), 2)).astype(np.float32)
        given = {"sums": sums, "pieces": PIECES, "norm": np.empty((runs, 3, 2), np.float32)}
        yield 3 * runs, {**given, "arrays": 3, "count": len(PIECES)}


def matrix(rng: np.random.Generator, runs: int, sides: tuple[int, int]) -> np.ndarray:
    return rng.normal(size=(runs, *sides)).astype(np.float32)


@example("muon_begin")
def begins(rng: np.random.Generator) -> Iterator[Case]:
    for runs, sides in enumerate(SIDES, 1):
        step, size = matrix(rng, runs, sides), sides[0] * sides[1]
        yield (
            step.size,
            {
                "step": step,
                "norm": 1 + rng.random((runs, 4, 2)).astype(np.float32),
                "x": np.empty_like(step),
                "runs": runs,
                "size": size,
                "stride": size,
                "apart": size,
                "arrays": 4,
                "array": 2,
                "tiny": 0.5,
            },
        )


@example("muon_round")
def rounds(rng: np.random.Generator) -> Iterator[Case]:
    for count, side in ((1, 1), (3, 7)):
        gram, square = (
            rng.integers(-9, 9, (count, side, side)).astype(np.float32) for _ in range(2)
        )
        given = {"gram": gram, "square": square, "a": 3.5, "b": -4.75, "c": 2.0, "side": side}
        yield gram.size, {**given, "n": gram.size}


@example("muon_end")
def ends(rng: np.random.Generator) -> Iterator[Case]:
    for runs, sides in enumerate(SIDES, 1):
        w, size = matrix(rng, runs, sides), sides[0] * sides[1]
        yield (
            w.size,
            {
                "w": w,
                "x": matrix(rng, runs, sides),
                "copy": np.empty_like(w),
                "norm": 1 + rng.random((runs, 4, 2)).astype(np.float32),
                "now": rng.random((runs, 3, len(NOW))).astype(np.float32),
                "runs": runs,
                "size": size,
                "stride": size,
                "apart": size,
                "arrays": 4,
                "array": 2,
                "groups": 3,
                "numbers": len(NOW),
                "length": 4.0,
                "tiny": 0.5,
            },
        )
