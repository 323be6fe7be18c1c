"""The small matrices of fast convolution, constructed by interpolation (Cook and Toom).

Lavin & Gray 2016, https://arxiv.org/abs/1509.09308; Winograd 1980.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import numpy as np

from engine.backend import Array

Row = list[Fraction]

POINTS = [Fraction(p) for p in ("0", "1", "-1", "2", "-2", "1/2", "-1/2")]


@cache
def cook_toom(m: int, k: int) -> tuple[Array, Array, Array]:
    """B^T (a, a), G (a, k), A^T (m, a), a = m + k - 1, in float64.

    m outputs of a kernel g of length k on a signal d of length a are A^T [(G g) * (B^T d)]:
    a multiplications instead of m k. Kernel and reversed output are polynomials; their
    product is interpolated at a - 1 small points and infinity. m + k - 2 <= 7.
    """
    points = POINTS[: m + k - 2]
    A = [[p**i for p in points] + [Fraction(i == m - 1)] for i in range(m)]
    G = [[p**i / _distance(p, points) for i in range(k)] for p in points]
    G.append([Fraction(i == k - 1) for i in range(k)])
    B = [[*_product([q for q in points if q != p]), Fraction(0)] for p in points]
    B.append(_product(points))
    return _balanced(_floats(B), _floats(G), _floats(A))


def _distance(p: Fraction, points: list[Fraction]) -> Fraction:
    """The product of p - q over all other points q."""
    result = Fraction(1)
    for q in points:
        result *= p - q if q != p else 1
    return result


def _product(roots: list[Fraction]) -> Row:
    """Coefficients of the product of (x - q), lowest first."""
    row = [Fraction(1)]
    for q in roots:
        shifted, scaled = [Fraction(0), *row], [-q * c for c in row] + [Fraction(0)]
        row = [s + t for s, t in zip(shifted, scaled, strict=True)]
    return row


def _floats(rows: list[Row]) -> Array:
    return np.array([[float(value) for value in row] for row in rows])


def _balanced(B: Array, G: Array, A: Array) -> tuple[Array, Array, Array]:
    """Move powers of two from the rows of B^T to those of G: sizes even out, rounding shrinks."""
    ratio = np.abs(B).max(axis=1) / np.abs(G).max(axis=1)
    scale = 2.0 ** np.round(np.log2(np.sqrt(ratio)))[:, None]
    return B / scale, G * scale, A
