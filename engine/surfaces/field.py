"""A surface on a grid, and the heights at which a map of it draws its lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.expressions import Graph, evaluate

LEVELS = 14
LOWEST, HIGHEST = 0.004, 0.98  # a pole must not take all lines to itself
FLATTEST, STEEPEST = 0.08, 1.0  # how far heights are drawn together


@dataclass(frozen=True)
class Field:
    """Values (ny, nx) of f, row 0 at the least y; NaN where f is undefined."""

    x: tuple[float, float]
    y: tuple[float, float]
    values: Array
    levels: tuple[float, ...]


def field_of(
    graph: Graph, middle: tuple[float, float], width: float, ratio: float, columns: int, rows: int
) -> Field:
    """The values of f on a grid over `width` by `width * ratio` around `middle`."""
    high = width * ratio
    x = np.linspace(middle[0] - width / 2, middle[0] + width / 2, columns)
    y = np.linspace(middle[1] - high / 2, middle[1] + high / 2, rows)
    grid = np.stack(np.meshgrid(x, y), -1).reshape(-1, 2)
    values = evaluate(graph, grid)[0].reshape(rows, columns)
    values[~np.isfinite(values)] = np.nan
    return Field((x[0], x[-1]), (y[0], y[-1]), values, _levels(values))


def _levels(values: Array) -> tuple[float, ...]:
    """Heights of lines that lie about evenly: equal steps of ((f - low)/(high - low))^p.

    p is the power by which half of the ground lies below the middle line.
    """
    found = np.sort(values[np.isfinite(values)])
    if found.size < 2 or found[0] == found[-1]:
        return ()
    low, high = (found[int(share * (found.size - 1))] for share in (LOWEST, HIGHEST))
    share = (found[found.size // 2] - low) / (high - low) if high > low else 0.0
    if not 0 < share < 1:
        return ()
    power = min(STEEPEST, max(FLATTEST, np.log(0.5) / np.log(share)))
    steps = np.arange(1, LEVELS + 1) / LEVELS
    return tuple(float(level) for level in low + (high - low) * steps ** (1 / power))
