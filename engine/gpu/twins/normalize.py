"""Batch normalization and the function after it: y = f(z), z = slope (x - mean) + beta.

`batchnorm_<f>_...` for f of FUNCTIONS and `batchnorm_...` for f(z) = z. Every kernel runs
R chunks blocks; z is computed again on the way back.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.backend import Array
from engine.gpu.operations import kernel
from engine.gpu.twins.activations import gelu, gelu_slope, silu, silu_slope
from engine.gpu.twins.channels import sums as sums_of

Function = Callable[[Array], Array]
FUNCTIONS: dict[str, tuple[Function, Function]] = {
    "": (lambda z: z, np.ones_like),
    "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(z.dtype)),
    "gelu": (gelu, gelu_slope),
    "silu": (silu, silu_slope),
}
GIVEN = "in T x, in T dy, in float statistics, in float beta"
SIZES = "int rows, int c, int chunks, int stride"


def name_of(function: str, does: str) -> str:
    """The kernel that `does` apply, sums or dx where `function` follows."""
    return "_".join(part for part in ("batchnorm", function, does) if part)


def _z(x: Array, statistics: Array, beta: Array) -> Array:
    """The normalized, scaled and shifted x, (R, rows, C)."""
    centred = _by_run(x, statistics) - statistics[:, None, 0]
    return statistics[:, None, 2] * centred + beta[:, None, : statistics.shape[2]]


def _by_run(x: Array, statistics: Array) -> Array:
    return x.reshape(len(statistics), -1, statistics.shape[2])


def _declare(function: str, f: Function, slope: Function) -> None:
    """The three kernels around one function."""

    def dz_of(x: Array, dy: Array, statistics: Array, beta: Array) -> Array:
        return _by_run(dy, statistics) * slope(_z(x, statistics, beta))

    def apply(x: Array, statistics: Array, beta: Array, y: Array, **sizes: int) -> None:
        """The forward pass."""
        y[...] = f(_z(x, statistics, beta)).reshape(y.shape)

    def sums(
        x: Array, dy: Array, statistics: Array, beta: Array, partial: Array, **sizes: int
    ) -> None:
        """Sums of dz = dy f'(z) and of dz xhat by chunk: `partial` is (R, chunks, 2, C)."""
        dz = dz_of(x, dy, statistics, beta)
        partial[:, :, 0] = sums_of(dz, partial.shape[1])
        partial[:, :, 1] = sums_of(dz * xhat(x, statistics), partial.shape[1])

    def dx_of(
        x: Array, dy: Array, statistics: Array, beta: Array, sums: Array, dx: Array, **sizes: int
    ) -> None:
        """Compute dx = slope (dz - mean(dz) - xhat mean(dz xhat)); `sums` is (R, 2, C)."""
        mean, product = (sums[:, None, k] / sizes["rows"] for k in (0, 1))
        dz = dz_of(x, dy, statistics, beta) - mean - xhat(x, statistics) * product
        dx[...] = (statistics[:, None, 2] * dz).reshape(dx.shape)

    for does, said, twin in (
        ("apply", "in T x, in float statistics, in float beta, out T y", apply),
        ("sums", f"{GIVEN}, out float partial", sums),
        ("dx", f"{GIVEN}, in float sums, out T dx", dx_of),
    ):
        kernel(name_of(function, does), f"{said}, {SIZES}", source="normalize", unit="block")(twin)


@kernel("batchnorm_dx_running", f"{GIVEN}, out T dx, {SIZES}", source="normalize", unit="block")
def dx_running(
    x: Array, dy: Array, statistics: Array, beta: Array, dx: Array, **sizes: int
) -> None:
    """Compute dx = slope dy, where the statistics do not depend on x."""
    dx[...] = (statistics[:, None, 2] * _by_run(dy, statistics)).reshape(dx.shape)


def xhat(x: Array, statistics: Array) -> Array:
    """The normalized x (R, rows, C) = inverse (x - mean)."""
    return statistics[:, None, 1] * (_by_run(x, statistics) - statistics[:, None, 0])


for key, (of, slope_of) in FUNCTIONS.items():
    _declare(key, of, slope_of)
