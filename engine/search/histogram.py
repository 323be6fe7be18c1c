"""How the losses of all tries are spread: counts of equal bins."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backend import Array

BINS = 24


def histogram(losses: Array) -> dict[str, Any]:
    """Counts of 24 equal bins from the lowest to the highest of the losses (n,), n > 0."""
    counts, edges = np.histogram(losses, BINS)
    return {"counts": counts.tolist(), "low": float(edges[0]), "high": float(edges[-1])}
