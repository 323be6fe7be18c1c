"""cuBLAS through ctypes: CuPy's own calls to it refuse to be captured.

A handle, a stream and a workspace are set once; after that a product only launches, which a
CUDA graph can hold. https://docs.nvidia.com/cuda/cublas/#cuda-graphs-support
"""

from __future__ import annotations

import ctypes
import functools
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WORKSPACE = 32 << 20  # bytes; what NVIDIA advises for Hopper, ample for others
NAMES = ("libcublas.so.13", "libcublas.so.12")
FOLDERS = ("nvidia/cu13/lib", "nvidia/cublas/lib")  # in wheels for CUDA 13 and 12

TYPES = {"float32": 0, "float16": 2, "bfloat16": 14}  # cudaDataType
COMPUTE_32F, COMPUTE_32F_FAST_TF32 = 68, 77  # cublasComputeType_t
DISALLOW_REDUCED_PRECISION_REDUCTION = 16  # cublasMath_t: parts of a sum stay float
DEFAULT_ALGORITHM = -1
BFLOAT = 80  # compute capability from which a card has arithmetic for bfloat16: Ampere, 2020


class CublasError(RuntimeError):
    """A call to cuBLAS failed; says which, and the status."""


@dataclass(frozen=True)
class ColumnMajor:
    """A product as BLAS wants it: `first` and `second` are "a" or "b", sizes by columns.

    What is C (m, n) row by row is C^T (n, m) column by column, so that B comes first:
    C^T = op(B)^T op(A)^T, and an operand is transposed for BLAS exactly when it is for us.
    """

    first: str
    second: str
    turn_first: bool
    turn_second: bool
    m: int
    n: int
    k: int


def column_major(given: Mapping[str, float]) -> ColumnMajor:
    """The call that does the product of a `gemm` operation."""
    turn_a, turn_b = bool(given["turn_a"]), bool(given["turn_b"])
    m, n, k = (int(given[name]) for name in ("m", "n", "k"))
    return ColumnMajor("b", "a", turn_b, turn_a, n, m, k)


def candidates() -> Iterator[Path | str]:
    """Where cuBLAS may be: in wheels, then wherever the loader looks."""
    for folder in sys.path:
        for inside in FOLDERS:
            yield from (p for name in NAMES if (p := Path(folder) / inside / name).is_file())
    yield from NAMES


def multiplies(compute: str, capability: int) -> bool:
    """Whether a card of this compute capability (10 major + minor) has arithmetic for a type."""
    return compute != "bfloat16" or capability >= BFLOAT


@functools.cache
def library() -> ctypes.CDLL | None:
    """cuBLAS, or None where there is none that loads."""
    for name in candidates():
        try:
            return ctypes.CDLL(str(name))
        except OSError:
            continue
    return None


class Cublas:
    """A handle for one stream; `tf32` lets float32 products round operands to 10 bits, for speed.

    Made before a capture; `lend` once before the first product.
    """

    def __init__(self, cublas: ctypes.CDLL, stream: int, *, tf32: bool = False) -> None:
        self._library, self._handle = cublas, ctypes.c_void_p()
        self._compute = COMPUTE_32F_FAST_TF32 if tf32 else COMPUTE_32F
        self._lent = 0
        self._call("cublasCreate_v2", ctypes.byref(self._handle))
        self._call("cublasSetStream_v2", self._handle, ctypes.c_void_p(stream))
        self._call("cublasSetMathMode", self._handle, DISALLOW_REDUCED_PRECISION_REDUCTION)

    def lend(self, workspace: int) -> None:
        """Have it use the WORKSPACE bytes of the device at this address, and none of its own."""
        if workspace != self._lent:
            size, address = ctypes.c_size_t(WORKSPACE), ctypes.c_void_p(workspace)
            self._call("cublasSetWorkspace_v2", self._handle, address, size)
            self._lent = workspace

    def product(self, given: Mapping[str, Any], compute: str, *, exact: bool) -> Callable[[], None]:
        """The launch of a `gemm` operation: arrays as addresses, A and B of type `compute`.

        C is float when `exact`, else of type `compute`.
        """
        call, kind = column_major(given), TYPES[compute]
        arguments = [
            self._handle,
            int(call.turn_first),
            int(call.turn_second),
            *(ctypes.c_int(size) for size in (call.m, call.n, call.k)),
            ctypes.byref(ctypes.c_float(given["alpha"])),
            *_operand(given, call.first, kind),
            *_operand(given, call.second, kind),
            ctypes.byref(ctypes.c_float(given.get("beta", 0.0))),
            *_operand(given, "c", TYPES["float32"] if exact else kind),
            ctypes.c_int(int(given["batch"])),
            self._compute if compute == "float32" else COMPUTE_32F,
            DEFAULT_ALGORITHM,
        ]
        return functools.partial(self._call, "cublasGemmStridedBatchedEx", *arguments)

    def close(self) -> None:
        """Give the handle back."""
        if self._handle.value:
            self._library.cublasDestroy_v2(self._handle)
            self._handle = ctypes.c_void_p()

    def _call(self, name: str, *arguments: Any) -> None:
        status = getattr(self._library, name)(*arguments)
        if status:
            raise CublasError(f"{name}: expected status 0, got {status}")


def _operand(given: Mapping[str, Any], name: str, kind: int) -> tuple[Any, ...]:
    """Address, type, leading dimension and distance of one matrix."""
    address, apart = ctypes.c_void_p(given[name]), ctypes.c_longlong(given[f"apart_{name}"])
    return address, kind, ctypes.c_int(given[f"ld{name}"]), apart
