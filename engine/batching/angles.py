"""How far the gradient of a batch points away from the gradient of all the examples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.backend import Array

BINS = 36  # of five degrees each
UPHILL = 90.0  # a step against a gradient that is off by more goes uphill


def angle(g: Array, exact: Array) -> float:
    """Degrees between two gradients, arccos <g, exact> / (||g|| ||exact||); NaN where one is 0."""
    a, b = (part.astype(float).ravel() for part in (g, exact))
    lengths = float(np.linalg.norm(a) * np.linalg.norm(b))
    if lengths == 0:
        return float("nan")
    return float(np.degrees(np.arccos(np.clip(a @ b / lengths, -1, 1))))


def spread(angles: Sequence[float]) -> dict[str, Any]:
    """Counts of 36 bins from 0 to 180 degrees, the median, the share beyond 90 degrees.

    Gradients of length 0 have no direction: they are `flat`, and in nothing else.
    """
    found = np.array(angles, float)
    found = found[np.isfinite(found)]
    counts, _ = np.histogram(found, BINS, (0, 180))
    return {
        "counts": counts.tolist(),
        "median": float(np.median(found)) if len(found) else None,
        "uphill": float((found > UPHILL).mean()) if len(found) else None,
        "flat": len(angles) - len(found),
    }
