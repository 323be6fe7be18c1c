from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.gpu.examples import Case, example

PIECES = np.array([[0, 300, 0], [300, 310, 0], [310, 311, 1], [311, 400, 2]], np.int32)


@example("end_step")
def ends(rng: np.random.Generator) -> Iterator[Case]:
    for runs, n, parts in ((1, 1, 1), (3, 300, 2), (2, 5, 700)):
        yield (
            runs,
            {
                "losses": rng.random((runs, n)).astype(np.float32),
                "right": rng.integers(0, 2, (runs, n), np.int32),
                "costs": rng.random((runs, parts)).astype(np.float32),
                "ring": rng.random((runs, 8, 4)).astype(np.float32),
                "clock": np.array([1, 23, 10**6], np.uint64)[:runs],
                "active": np.array([1, 0, 1], np.int32)[:runs],
                "n": n,
                "parts": parts,
                "slots": 8,
            },
        )


@example("watch_begin")
def begins(rng: np.random.Generator) -> Iterator[Case]:
    for n in (1, 600):
        w = rng.random(n).astype(np.float32)
        yield n, {"w": w, "before": np.empty_like(w), "n": n}


@example("square_pieces")
def pieces(rng: np.random.Generator) -> Iterator[Case]:
    for runs, apart in ((1, 1), (3, 1), (2, 0)):
        a, b = (rng.normal(size=(runs, 410)).astype(np.float32) for _ in range(2))
        sums = np.empty((runs, len(PIECES), 2), np.float32)
        given = {"a": a, "b": b, "pieces": PIECES, "sums": sums, "count": len(PIECES)}
        yield runs * len(PIECES), {**given, "size": 410, "apart": apart}


@example("watch_ratios")
def ratios(rng: np.random.Generator) -> Iterator[Case]:
    for runs in (1, 3):
        sums = rng.random((runs, len(PIECES), 2)).astype(np.float32)
        sums[:, 2, 1] = 0  # an array of zeros has no ratio
        yield (
            3 * runs,
            {
                "sums": sums,
                "pieces": PIECES,
                "clock": np.array([4, 5, 2**40 + 1], np.uint64)[:runs],
                "ring": rng.random((runs, 4, 3)).astype(np.float32),
                "arrays": 3,
                "count": len(PIECES),
                "slots": 4,
            },
        )


@example("remember")
def remembered(rng: np.random.Generator) -> Iterator[Case]:
    for runs, size, depth in ((1, 5, 1), (3, 300, 4)):
        w = rng.random((runs, size)).astype(np.float32)
        before = rng.random((runs, depth, size)).astype(np.float32)
        given = {"active": np.array([1, 0, 1], np.int32)[:runs], "n": w.size, "size": size}
        clock = np.array([2**40 + 1, 6, 7], np.uint64)[:runs]
        yield w.size, {"w": w, "before": before, **given, "clock": clock, "depth": depth}


@example("undo")
def kept(rng: np.random.Generator) -> Iterator[Case]:
    for runs, size in ((1, 5), (3, 300)):
        w, before = (rng.random((runs, size)).astype(np.float32) for _ in range(2))
        active = np.array([1, 0, 1], np.int32)[:runs]
        yield w.size, {"w": w, "before": before, "active": active, "n": w.size, "size": size}


@example("undo_copy")
def copies(rng: np.random.Generator) -> Iterator[Case]:
    for runs, size in ((1, 5), (3, 300)):
        w, copy = (rng.random((runs, size)).astype(np.float32) for _ in range(2))
        active = np.array([1, 0, 1], np.int32)[:runs]
        yield w.size, {"w": w, "copy": copy, "active": active, "n": w.size, "size": size}
