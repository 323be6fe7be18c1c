from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.gpu.twins.filters import tiles
from tests.gpu.examples import Case, example

SIZES = ((1, 1, 1), (27, 16, 2), (36, 70, 1), (33, 31, 3))


def turned(rng: np.random.Generator, apart_one: str) -> Iterator[Case]:
    for rows, columns, runs in SIZES:
        stride = rows * columns + runs  # the weights of other layers lie between
        apart = rng.normal(size=runs * stride).astype(np.float32)
        packed = rng.normal(size=runs * rows * columns).astype(np.float32)
        given = (
            {"w": apart, "filters": packed}
            if apart_one == "w"
            else {"dfilters": packed, "dw": apart}
        )
        numbers = {"rows": rows, "columns": columns, "stride": stride, "runs": runs}
        yield tiles(runs, rows, columns), given | numbers


@example("filters_forward")
def forward(rng: np.random.Generator) -> Iterator[Case]:
    yield from turned(rng, "w")


@example("filters_backward")
def backward(rng: np.random.Generator) -> Iterator[Case]:
    yield from turned(rng, "dw")
