"""What a method must store for n parameters, in bytes of float32 numbers."""

from __future__ import annotations

from dataclasses import dataclass

from engine.registry import Text

BYTES = 4
NETS: tuple[tuple[Text, int], ...] = (
    (("3072-50-10, the lecture's", "3072-50-10 درس"), 154_160),
    (("LeNet-5", "LeNet-5"), 61_706),
    (("ResNet-50", "ResNet-50"), 25_557_032),
    (("VGG-16", "VGG-16"), 138_357_544),
)


@dataclass(frozen=True)
class Memory:
    """Bytes beside the parameters, and the operations of one Cholesky solve, n^3/3."""

    gradient: int
    adam: int
    lbfgs: int
    hessian: int
    operations: float


def memory(n: int, pairs: int) -> Memory:
    """Gradient n, Adam 2 n, L-BFGS 2 m n, Hessian n^2 numbers."""
    return Memory(BYTES * n, 2 * BYTES * n, 2 * BYTES * pairs * n, BYTES * n * n, n**3 / 3)


SIZES = ("B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB")
FLOPS = 1e12  # operations a second of the machine that is supposed


def readable(size: float) -> tuple[float, str]:
    """Bytes in the largest decimal unit that leaves at least 1: 95.06 GB."""
    at = 0
    while size >= 1000 and at < len(SIZES) - 1:
        size, at = size / 1000, at + 1
    return size, SIZES[at]
