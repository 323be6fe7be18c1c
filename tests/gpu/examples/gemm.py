from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.gpu.twins.gemm import tiles
from tests.gpu.examples import Case, example

SIZES = ((1, 1, 1), (5, 70, 33), (65, 7, 16), (130, 64, 20))


def products(rng: np.random.Generator) -> Iterator[dict[str, Any]]:
    """All four ways to store the operands; rows and products lie apart."""
    for number, (m, n, k) in enumerate(SIZES):
        turn_a, turn_b, batch, gap = number % 2, number // 2, 1 + number % 3, number
        rows = {"a": k if turn_a else m, "b": n if turn_b else k, "c": m}
        ld = {"a": (m if turn_a else k) + gap, "b": (k if turn_b else n) + gap, "c": n + gap}
        apart = {name: rows[name] * ld[name] + gap for name in rows}
        made = {name: rng.normal(size=batch * apart[name]).astype(np.float32) for name in rows}
        given = {f"ld{name}": ld[name] for name in ld}
        given |= {f"apart_{name}": apart[name] for name in apart}
        given |= {"m": m, "n": n, "k": k, "turn_a": turn_a, "turn_b": turn_b, "batch": batch}
        yield made | given | {"alpha": 0.5}


@example("gemm_tiled", "gemm_tiled_exact")
def plain(rng: np.random.Generator) -> Iterator[Case]:
    for given in products(rng):
        yield tiles(given["m"], given["n"], given["batch"]), given


@example("gemm_tiled_add", "gemm_tiled_exact_add")
def added(rng: np.random.Generator) -> Iterator[Case]:
    for over, given in plain(rng):
        yield over, given | {"beta": -1.5}
