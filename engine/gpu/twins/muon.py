"""What Muon does beside products: see engine/rules/muon.py and engine/rules/orthogonal.py."""

from __future__ import annotations

import numpy as np

from engine.backend import Array
from engine.gpu.operations import kernel


@kernel(
    "muon_norms",
    "in float sums, in int pieces, out float norm, int arrays, int count",
    source="muon",
    unit="block",
)
def muon_norms(sums: Array, pieces: Array, norm: Array, arrays: int, count: int) -> None:
    """The norms (R, arrays, 2) whose squares `square_pieces` has added up piece by piece."""
    for array in range(arrays):
        norm[:, array] = np.sqrt(sums[:, pieces[:, 2] == array].sum(axis=1))


@kernel(
    "muon_begin",
    "in float step, in float norm, out T x, int runs, int size, int stride, int apart, "
    "int arrays, int array, float tiny",
    source="muon",
)
def muon_begin(
    step: Array,
    norm: Array,
    x: Array,
    runs: int,
    size: int,
    stride: int,
    apart: int,
    arrays: int,
    array: int,
    tiny: float,
) -> None:
    """X (R, M, F) of the array `array` of the steps, as long as 1 by its norm[:, array, 0]."""
    x[...] = step / (norm[:, array, 0].reshape(-1, *[1] * (step.ndim - 1)) + tiny)


@kernel(
    "muon_round",
    "in T gram, inout T square, float a, float b, float c, int side, int n",
    source="muon",
)
def muon_round(gram: Array, square: Array, a: float, b: float, c: float, side: int, n: int) -> None:
    """Do S <- a I + b G + c S, with S = G G: X S, or S X, is the next X."""
    square *= c
    square += b * gram + a * np.eye(side)


@kernel(
    "muon_end",
    "inout float w, in T x, out T copy, in float norm, in float now, int runs, int size, "
    "int stride, int apart, int arrays, int array, int groups, int numbers, float length, "
    "float tiny",
    source="muon",
)
def muon_end(
    w: Array,
    x: Array,
    copy: Array,
    norm: Array,
    now: Array,
    runs: int,
    size: int,
    stride: int,
    apart: int,
    arrays: int,
    array: int,
    groups: int,
    numbers: int,
    length: float,
    tiny: float,
) -> None:
    """W (R, M, F), brought to `length` from its norm[:, array, 1], moves by the rate times X."""
    sides = (-1, *[1] * (w.ndim - 1))
    w *= length / (norm[:, array, 1].reshape(sides) + tiny)
    w -= now[:, 0, 0].reshape(sides) * x
    copy[...] = w
