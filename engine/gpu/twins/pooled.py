"""Max pooling together with the batch normalization after it, of windows that do not overlap.

`images` is those of one run here; every kernel runs R chunks blocks.
"""

from __future__ import annotations

import numpy as np

from engine.backend import Array
from engine.gpu.operations import OPERATIONS, kernel
from engine.gpu.twins.batchnorm import write_moments
from engine.gpu.twins.normalize import FUNCTIONS, name_of
from engine.gpu.twins.pooling import SIZES, maxpool_backward, maxpool_forward, windows_of


@kernel(
    "maxpool_partial",
    f"in T x, out T y, out byte winner, out float partial, {SIZES}",
    source="pooled",
    unit="block",
)
def maxpool_partial(x: Array, y: Array, winner: Array, partial: Array, **sizes: int) -> None:
    """`maxpool_forward` of every run, and the moments of y: `partial` is (R, chunks, 2, C)."""
    maxpool_forward(x, y, winner, **sizes)
    write_moments(y.reshape(len(partial), -1, sizes["c"]), partial)


def _declare(function: str) -> None:
    into = OPERATIONS[name_of(function, "dx")].twin

    @kernel(
        name_of(function, "unpool"),
        "in T y, in T dy, in float statistics, in float beta, in float sums, in byte winner, "
        f"out T dx, {SIZES}, int shift",
        source="pooled",
        unit="block",
    )
    def unpool(y: Array, dy: Array, winner: Array, dx: Array, **others: Array) -> None:
        """What goes through `dx` of the normalization and on to the winners of the pooling.

        y is what was pooled; beta has its runs `shift` apart.
        """
        sizes = {name: n for name, n in others.items() if isinstance(n, int)}
        normed = {name: others[name] for name in ("statistics", "beta", "sums")}
        down, across = windows_of(sizes["h"], sizes["w"], sizes["size"], sizes["stride"])
        dpooled = np.empty_like(dy)
        into(x=y, dy=dy, dx=dpooled, rows=sizes["images"] * down * across, **normed)
        maxpool_backward(winner, dpooled, dx, **sizes)


for key in FUNCTIONS:
    _declare(key)
