"""The curves of a course, so that a state file carries its own past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.backend import Array

KEPT = ("loss", "accuracy", "val.loss", "val.accuracy", "test.accuracy")
MOST = 20_000
PREFIX = "curve/"


class Curves:
    """Points (step, value) by metric; when one has 20,000, every other point goes."""

    def __init__(self, kept: Sequence[str] = KEPT) -> None:
        self._points: dict[str, list[tuple[int, float]]] = {name: [] for name in kept}
        self._every = dict.fromkeys(kept, 1)
        self._seen = dict.fromkeys(kept, 0)

    def add(self, step: int, values: Mapping[str, float]) -> None:
        """Take what is kept of one event."""
        for name in values.keys() & self._points.keys():
            points, value = self._points[name], values[name]
            if self._seen[name] % self._every[name] == 0 and np.isfinite(value):
                points.append((step, float(value)))
            self._seen[name] += 1
            if len(points) >= MOST:
                del points[1::2]
                self._every[name] *= 2

    def values(self, name: str) -> Array:
        """The kept values of one metric, (points,) float64."""
        return np.array([value for _, value in self._points[name]], np.float64)

    def arrays(self) -> dict[str, Array]:
        """curve/<metric> -> (points, 2) float64: step and value."""
        return {PREFIX + name: np.array(p, np.float64) for name, p in self._points.items() if p}

    def load(self, arrays: Mapping[str, Array]) -> None:
        """Go on from what `arrays` returned."""
        for name in self._points:
            points = arrays.get(PREFIX + name, ())
            self._points[name] = [(int(step), float(value)) for step, value in points]
            self._seen[name] = len(points)
