"""Cases for the preview of the losses page."""

from __future__ import annotations

import numpy as np


def case(rng: np.random.Generator) -> dict[str, str]:
    """Any table, from tiny to extreme scores, with every switch and unit."""
    classes, images = int(rng.integers(2, 11)), int(rng.integers(1, 9))
    scores = rng.normal(0, 10.0 ** rng.integers(-1, 3), (classes, images)).round(3)
    if rng.random() < 0.2:
        scores = scores.round(0)  # ties, and margins met exactly
    labels = rng.integers(0, classes, images)
    return {
        "scores": ";".join(",".join(f"{v:g}" for v in row) for row in scores),
        "y": ",".join(map(str, labels)),
        "image": str(rng.integers(images)),
        "moved": str(rng.integers(classes)),
        "margin": f"{rng.choice([0, 0.5, 1, 2.5]):g}",
        "temperature": f"{rng.choice([0.5, 1, 1, 3]):g}",
        "base": str(rng.choice(["e", "2", "10"])),
        **{name: str(rng.integers(2)) for name in ("square", "own", "mean")},
    }


JUNK = [
    {"scores": "1,2;3"},
    {"scores": "1,x,3;1,2,3"},
    {"y": "0,1"},
    {"y": "0,1,3"},
    {"y": "0,1,0.5"},
    {"image": "3"},
    {"moved": "3"},
    {"margin": "11"},
    {"temperature": "0"},
]
