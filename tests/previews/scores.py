"""Cases for the preview of the scores page."""

from __future__ import annotations

import numpy as np


def case(rng: np.random.Generator) -> dict[str, str]:
    """Any sizes, small and large numbers, with and without the bias trick."""
    classes, pixels = int(rng.integers(2, 11)), int(rng.integers(1, 13))
    scale = 10.0 ** rng.integers(-2, 4)

    def table(rows: int, columns: int) -> str:
        values = rng.normal(0, scale, (rows, columns)).round(4)
        return ";".join(",".join(f"{v:g}" for v in row) for row in values)

    return {
        "W": table(classes, pixels),
        "x": table(1, pixels),
        "b": table(1, classes),
        "y": str(rng.integers(classes)),
        "trick": str(rng.integers(2)),
    }


JUNK = [{"W": "1,2;3"}, {"W": "a,b"}, {"x": "1,2"}, {"b": "1,2,"}, {"y": "3"}]
