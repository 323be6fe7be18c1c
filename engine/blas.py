"""How the sizes of a matrix product are chosen so that BLAS does not rearrange its operands."""

from __future__ import annotations

DIRECT = 1_000_000  # multiply-adds up to which OpenBLAS reads both operands where they lie


def equal_parts(length: int, macs: int, most: int) -> int:
    """Into how many equal parts of `length` a product of `macs` is cut to be read in place.

    As few as do, at most `most`; 1 where none do.
    """
    fit = (k for k in range(1, most + 1) if length % k == 0 and macs <= k * DIRECT)
    return next(fit, 1)
