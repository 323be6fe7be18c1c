from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.gpu.twins.losses import loss_numbers
from engine.losses import LOSSES
from engine.losses.cross_entropy import CrossEntropy
from engine.losses.margins import MarginLoss
from tests.gpu.examples import Case, Make, example

SIZES = ((1, 1, 1), (1, 5, 2), (3, 7, 10), (2, 3, 100), (1, 257, 10))


def kinds(key: str) -> list[Any]:
    """Three ways to set the numbers of a loss, for as many runs."""
    entry: Any = LOSSES[key]
    if issubclass(entry, CrossEntropy):
        return [entry(), entry(smoothing=0.2, temperature=3.0), entry(smoothing=0.1, base="2")]
    if issubclass(entry, MarginLoss):
        return [entry(), entry(margin=0.5, own=True), entry(margin=2.0, own=True, mean=True)]
    return [entry(), entry(), entry()] if key == "squared" else [entry(), entry(0.5), entry(2.0)]


def rows(rng: np.random.Generator, runs: int, n: int, classes: int) -> np.ndarray:
    """Scores that every type T holds exactly; a row of equal ones, rows of a run that diverges."""
    scores = rng.integers(-40, 40, (runs, n, classes)) / np.float32(8)
    scores[:, 0] = 0.5
    scores[:, 3:4, classes // 2] = np.nan
    scores[:, 4:5, -1] = np.inf
    return scores.astype(np.float32)


def cases(key: str) -> Make:
    def made(rng: np.random.Generator) -> Iterator[Case]:
        for runs, n, classes in SIZES:
            scores = rows(rng, runs, n, classes)
            yield (
                32 * runs * n,
                {
                    "scores": scores,
                    "target": rng.integers(0, classes, (runs, n), np.int32),
                    "numbers": np.array([loss_numbers(k) for k in kinds(key)][:runs], np.float32),
                    "dscores": np.empty_like(scores),
                    "losses": np.empty((runs, n), np.float32),
                    "right": np.empty((runs, n), np.int32),
                    "rows": runs * n,
                    "n": n,
                    "classes": classes,
                    "share": 1 / n,
                },
            )

    return made


for _key in LOSSES:  # a loss without a kernel is found by the contract test
    example(f"loss_{_key}")(cases(_key))


@example("judge")
def judged(rng: np.random.Generator) -> Iterator[Case]:
    for runs, n, classes in SIZES:
        yield (
            32 * runs * n,
            {
                "scores": rows(rng, runs, n, classes),
                "target": rng.integers(0, classes, (runs, n), np.int32),
                "predicted": np.empty((runs, n), np.int32),
                "chance": np.empty((runs, n), np.float32),
                "confusion": rng.integers(0, 9, (runs, classes, classes), np.int32),
                "rows": runs * n,
                "n": n,
                "classes": classes,
            },
        )


@example("add_view")
def views(rng: np.random.Generator) -> Iterator[Case]:
    for first, size in ((0, 300), (1, 17)):
        scores = rng.normal(size=size).astype(np.float32)
        before = np.full(size, np.nan, np.float32) if first else rows(rng, 1, 1, size).ravel()
        given = {"scores": scores, "sum": before, "weight": 0.25, "first": first, "n": size}
        yield size, given
