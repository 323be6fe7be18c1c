"""Filters as a library wants them, one after another: (R, F, K, K, C) from (R, K, K, C, F)."""

from __future__ import annotations

from engine.backend import Array
from engine.gpu.operations import kernel
from engine.gpu.twins.columns import by_run

TILE = 32  # rows and columns that a block turns


def tiles(runs: int, rows: int, columns: int) -> int:
    """How many blocks turn matrices (R, rows, columns)."""
    return runs * -(-rows // TILE) * -(-columns // TILE)


@kernel(
    "filters_forward",
    "in T w, out T filters, int rows, int columns, int stride, int runs",
    source="filters",
    unit="block",
)
def filters_forward(
    w: Array, filters: Array, rows: int, columns: int, stride: int, runs: int
) -> None:
    """Turn each run's matrix: w (R, rows, columns), runs `stride` apart, to (R, columns, rows)."""
    filters.reshape(runs, columns, rows)[...] = by_run(w, stride, (runs, rows, columns)).mT


@kernel(
    "filters_backward",
    "in T dfilters, out float dw, int rows, int columns, int stride, int runs",
    source="filters",
    unit="block",
)
def filters_backward(
    dfilters: Array, dw: Array, rows: int, columns: int, stride: int, runs: int
) -> None:
    """Turn the gradient back: (R, columns, rows) to dw (R, rows, columns), runs `stride` apart."""
    by_run(dw, stride, (runs, rows, columns))[...] = dfilters.reshape(runs, columns, rows).mT
