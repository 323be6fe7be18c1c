"""Cases for the preview of the regularization page."""

from __future__ import annotations

import numpy as np


def case(rng: np.random.Generator) -> dict[str, str]:
    """Every penalty and convention, flat and steep bowls, weak and strong, also none."""
    scores = rng.normal(0, 4, (3, 3)).round(2)
    return {
        "regularizer": str(rng.choice(["l1", "l2", "elastic"])),
        "penalty": str(rng.choice(["half", "slide"])),
        "strength": f"{rng.choice([0, 10 ** rng.uniform(-2, 1)]):.3g}",
        "beta": f"{rng.uniform(0, 2):.3g}",
        "minimum": ",".join(f"{v:.3g}" for v in rng.uniform(-1, 1, 2)),
        "correlation": f"{rng.uniform(-0.9, 0.9):.2f}",
        "spread": f"{2 ** rng.uniform(-1.5, 1.5):.3g}",
        "alpha": f"{rng.uniform(0, 4):.2f}",
        "images": str(rng.choice(["car", "all"])),
        "scores": ";".join(",".join(f"{v:g}" for v in row) for row in scores),
    }


JUNK = [
    {"minimum": "1"},
    {"minimum": "2,0"},
    {"scores": "1,2;3"},
    {"strength": "-1"},
    {"beta": "x"},
    {"correlation": "1"},
    {"spread": "0"},
    {"alpha": "much"},
    {"regularizer": "l3"},
]
