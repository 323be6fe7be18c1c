"""A bicubic spline through values on an even grid, and its exact gradient.

Uniform cubic B-splines on both axes with no second derivative at the edges (de Boor 1978, A
Practical Guide to Splines, chapters IV and XVII): it passes through every value and has two
continuous derivatives.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.backend import Array

# Basis functions over one cell, as polynomials of the place in it: rows u^0 ... u^3.
BASIS = np.array([[1, 4, 1, 0], [-3, 0, 3, 0], [3, -6, 3, 0], [-1, 3, -3, 1]]) / 6
POWERS = np.arange(4)


@dataclass(frozen=True, eq=False)
class Spline:
    """Values (ny, nx) over x in [x0, x1], y in [y0, y1]; NaN outside."""

    x: tuple[float, float]
    y: tuple[float, float]
    values: Array

    def value(self, x: Array, y: Array, out: Array | None = None) -> Array:
        """The spline at places (R,)."""
        return self._sum(self._cells, x, y, out)

    def slope_x(self, x: Array, y: Array, out: Array | None = None) -> Array:
        """Its derivative along x."""
        return self._sum(self._along_x, x, y, out)

    def slope_y(self, x: Array, y: Array, out: Array | None = None) -> Array:
        """Its derivative along y."""
        return self._sum(self._along_y, x, y, out)

    def bend(self, x: Array, y: Array) -> tuple[Array, ...]:
        """The spline, its slopes along x and y, its second derivatives xx, xy and yy."""
        along_x, along_y = self._along_x, self._along_y
        twice = (self._by_x(along_x), self._by_y(along_x), self._by_y(along_y))
        tables = (self._cells, along_x, along_y, *twice)
        return tuple(self._sum(table, x, y, None) for table in tables)

    @cached_property
    def _cells(self) -> Array:
        """(ny - 1, nx - 1, 4, 4): sum of [p, q] v^p u^q in the cell, u and v from 0 to 1."""
        coefficients = _coefficients(_coefficients(self.values).T).T
        near = np.lib.stride_tricks.sliding_window_view(coefficients, (4, 4))
        return np.ascontiguousarray(BASIS @ near @ BASIS.T)

    @cached_property
    def _along_x(self) -> Array:
        return self._by_x(self._cells)

    @cached_property
    def _along_y(self) -> Array:
        return self._by_y(self._cells)

    def _by_x(self, table: Array) -> Array:
        slopes = np.zeros_like(table)
        slopes[..., :-1] = table[..., 1:] * POWERS[1:] * self._scale[0]
        return slopes

    def _by_y(self, table: Array) -> Array:
        slopes = np.zeros_like(table)
        slopes[..., :-1, :] = table[..., 1:, :] * POWERS[1:, None] * self._scale[1]
        return slopes

    @cached_property
    def _scale(self) -> tuple[float, float]:
        """Cells a unit."""
        rows, columns = self.values.shape
        return (columns - 1) / (self.x[1] - self.x[0]), (rows - 1) / (self.y[1] - self.y[0])

    def _sum(self, table: Array, x: Array, y: Array, out: Array | None) -> Array:
        rows, columns = self.values.shape
        across, up = (x - self.x[0]) * self._scale[0], (y - self.y[0]) * self._scale[1]
        inside = (across >= 0) & (across <= columns - 1) & (up >= 0) & (up <= rows - 1)
        i = np.minimum(np.where(inside, across, 0).astype(int), columns - 2)
        j = np.minimum(np.where(inside, up, 0).astype(int), rows - 2)
        u = np.where(inside, across - i, np.nan)[..., None] ** POWERS
        v = (up - j)[..., None] ** POWERS
        return np.einsum("...pq,...p,...q->...", table[j, i], v, u, out=out)


def _coefficients(values: Array) -> Array:
    """What the basis is summed with, (n + 2, m), down the columns of values (n, m)."""
    count = len(values)
    system = np.zeros((count + 2, count + 2))
    for k in range(count):
        system[k + 1, k : k + 3] = BASIS[0, :3]
    system[0, :3] = system[-1, -3:] = (1, -2, 1)  # no second derivative at the edges
    edge = np.zeros((1, values.shape[1]))
    found: Array = np.linalg.solve(system, np.concatenate([edge, values, edge]))
    return found
