"""The statistics of batch normalization and its gradients, each in two stages.

x is (R, rows, C), statistics (R, 3, C): mean, inverse = 1 / sqrt(var + eps), and slope =
gamma inverse. `_scaled` kernels have a learned gamma; the others take it as 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backend import Array
from engine.gpu.operations import kernel
from engine.gpu.twins.channels import pieces

SOURCE = "batchnorm"


@kernel(
    "batchnorm_partial",
    "in T x, out float partial, int rows, int c, int chunks",
    source=SOURCE,
    unit="block",
)
def batchnorm_partial(x: Array, partial: Array, rows: int, c: int, chunks: int) -> None:
    """Means and sums of squared distances by chunk: (R, chunks, 2, C); R chunks blocks."""
    write_moments(x.reshape(-1, rows, c), partial)


def write_moments(x: Array, partial: Array) -> None:
    """The moments of each chunk of x (R, rows, C), zeros for those without rows."""
    for k, piece in enumerate(pieces(x.shape[1], partial.shape[1])):
        part = x[:, piece]
        mean = part.sum(axis=1) / max(1, part.shape[1])
        partial[:, k, 0] = mean
        partial[:, k, 1] = ((part - mean[:, None]) ** 2).sum(axis=1)


@kernel(
    "batchnorm_statistics",
    "in float partial, out float statistics, inout float mean, inout float var, "
    "int rows, int c, int chunks, int norms, float momentum, float eps",
    source=SOURCE,
    unit="block",
)
def batchnorm_statistics(
    partial: Array, statistics: Array, mean: Array, var: Array, **sizes: Any
) -> None:
    """Join the chunks of x; running <- momentum running + (1 - momentum) batch.

    The running variance follows M2 / (m - 1). `tiles_of` (R, C) blocks.
    """
    rows, c, momentum = sizes["rows"], sizes["c"], sizes["momentum"]
    counts = np.array([p.stop - p.start for p in pieces(rows, sizes["chunks"])], partial.dtype)
    batch = np.einsum("k,rkc->rc", counts, partial[:, :, 0]) / rows
    apart = np.einsum("k,rkc->rc", counts, (partial[:, :, 0] - batch[:, None]) ** 2)
    m2 = partial[:, :, 1].sum(axis=1) + apart
    for running, now in ((mean, batch), (var, m2 / max(1, rows - 1))):
        running[:, :c] = momentum * running[:, :c] + (1 - momentum) * now
    _write(statistics, batch, m2 / rows, sizes["eps"])


@kernel(
    "batchnorm_statistics_scaled",
    "in float partial, in float gamma, out float statistics, inout float mean, inout float var, "
    "int rows, int c, int chunks, int stride, int norms, float momentum, float eps",
    source=SOURCE,
    unit="block",
)
def batchnorm_statistics_scaled(
    gamma: Array, statistics: Array, stride: int, **others: Any
) -> None:
    """The same with gamma (R, C)."""
    batchnorm_statistics(statistics=statistics, **others)
    statistics[:, 2] *= gamma[:, : others["c"]]


@kernel(
    "batchnorm_running",
    "in float mean, in float var, out float statistics, int n, int c, int norms, float eps",
    source=SOURCE,
)
def batchnorm_running(mean: Array, var: Array, statistics: Array, **sizes: Any) -> None:
    """The running statistics as those of a batch; over n = R C."""
    c = sizes["c"]
    _write(statistics, mean[:, :c], var[:, :c], sizes["eps"])


@kernel(
    "batchnorm_running_scaled",
    "in float gamma, in float mean, in float var, out float statistics, "
    "int n, int c, int stride, int norms, float eps",
    source=SOURCE,
)
def batchnorm_running_scaled(gamma: Array, statistics: Array, stride: int, **others: Any) -> None:
    """The same with gamma (R, C)."""
    batchnorm_running(statistics=statistics, **others)
    statistics[:, 2] *= gamma[:, : others["c"]]


def _write(statistics: Array, mean: Array, var: Array, eps: float) -> None:
    statistics[:, 0] = mean
    statistics[:, 1] = statistics[:, 2] = 1 / np.sqrt(var + eps)


@kernel(
    "batchnorm_gradients",
    "in float partial, out float sums, out float dbeta, int c, int chunks, int stride",
    source=SOURCE,
    unit="block",
)
def batchnorm_gradients(partial: Array, sums: Array, dbeta: Array, **sizes: int) -> None:
    """`sums` (R, 2, C) of dz and dz xhat; the first is dbeta (R, C). `tiles_of` (R, 2 C) blocks."""
    sums[...] = partial.sum(axis=1)
    dbeta[:, : sizes["c"]] = sums[:, 0]


@kernel(
    "batchnorm_gradients_scaled",
    "in float partial, out float sums, out float dgamma, out float dbeta, "
    "int c, int chunks, int stride",
    source=SOURCE,
    unit="block",
)
def batchnorm_gradients_scaled(
    partial: Array, sums: Array, dgamma: Array, dbeta: Array, **sizes: int
) -> None:
    """The same; the second is dgamma (R, C)."""
    batchnorm_gradients(partial, sums, dbeta, **sizes)
    dgamma[:, : sizes["c"]] = sums[:, 1]
