"""Products are handed to cuBLAS as it wants them: by columns, B first."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.gpu import cublas
from engine.gpu.operations import OPERATIONS, Kernel, check
from engine.gpu.twins.gemm import SAID, Product, product
from tests.gpu.test_kernels import near

sizes = st.integers(1, 6)


@st.composite
def products(draw: st.DrawFn) -> dict[str, Any]:
    """Any product: operands with gaps between rows and between matrices."""
    m, n, k, batch = draw(sizes), draw(sizes), draw(sizes), draw(st.integers(1, 3))
    turn_a, turn_b = draw(st.integers(0, 1)), draw(st.integers(0, 1))
    shapes = {"a": (k, m) if turn_a else (m, k), "b": (n, k) if turn_b else (k, n), "c": (m, n)}
    made: dict[str, Any] = {"m": m, "n": n, "k": k, "turn_a": turn_a, "turn_b": turn_b}
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    for name, (rows, columns) in shapes.items():
        ld = columns + draw(st.integers(0, 3))
        apart = rows * ld + draw(st.integers(0, 3))
        values = rng.normal(size=batch * apart).astype(np.float32)
        made |= {name: values, f"ld{name}": ld, f"apart_{name}": apart}
    return made | {"batch": batch, "alpha": 0.5, "beta": draw(st.sampled_from([0.0, 1.0, -2.0]))}


class Fake:
    """Stands for libcublas: does what its manual says, in NumPy, on the same addresses."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def __getattr__(self, name: str) -> Callable[..., int]:
        def called(*arguments: Any) -> int:
            self.said.append(name)
            return 0

        return called

    def cublasCreate_v2(self, handle: Any) -> int:
        handle._obj.value = 1
        self.said.append("cublasCreate_v2")
        return 0

    def cublasGemmStridedBatchedEx(self, *said: Any) -> int:
        _, turn_a, turn_b, m, n, k, alpha, *rest = said
        a, kind_a, lda, apart_a, b, kind_b, ldb, apart_b, *rest = rest
        beta, c, kind_c, ldc, apart_c, batch, compute, _ = rest
        assert (kind_a, kind_b, kind_c) == (0, 0, 0)
        assert compute == cublas.COMPUTE_32F
        one, two = ((k, m) if turn_a else (m, k)), ((n, k) if turn_b else (k, n))
        for r in range(batch.value):
            left = by_columns(a, r, one, lda, apart_a)
            right = by_columns(b, r, two, ldb, apart_b)
            to = by_columns(c, r, (m, n), ldc, apart_c)
            made = (left.T if turn_a else left) @ (right.T if turn_b else right)
            had = beta._obj.value * to if beta._obj.value else 0  # C is then not read
            to[...] = alpha._obj.value * made + had
        return 0


def by_columns(address: Any, r: int, shape: tuple[Any, Any], ld: Any, apart: Any) -> np.ndarray:
    """A matrix as BLAS sees it: number (i, j) lies at i + j ld; ld at least its rows."""
    rows, columns = shape[0].value, shape[1].value
    assert ld.value >= rows
    at = (ctypes.c_float * (ld.value * (columns - 1) + rows)).from_address(
        address.value + 4 * r * apart.value
    )
    return np.lib.stride_tricks.as_strided(
        np.frombuffer(at, np.float32), (rows, columns), (4, 4 * ld.value)
    )


@given(products(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_call_of_cublas_does_the_product(given: dict[str, Any], exact: bool) -> None:
    fake = Fake()
    machine = cublas.Cublas(fake, 7)  # type: ignore[arg-type]
    for _ in range(2):
        machine.lend(8)
    wanted = {**given, "c": given["c"].copy()}
    product(**wanted)
    got = given["c"].copy()
    places = {"a": given["a"].ctypes.data, "b": given["b"].ctypes.data, "c": got.ctypes.data}
    machine.product(given | places, "float32", exact=exact)()
    near(got, wanted["c"], 1e-5, "c")
    machine.close()
    order = ["cublasCreate_v2", "cublasSetStream_v2", "cublasSetMathMode", "cublasSetWorkspace_v2"]
    assert fake.said == [*order, "cublasDestroy_v2"]


@given(products())
@settings(max_examples=30, deadline=None)
def test_a_real_blas_agrees(given: dict[str, Any]) -> None:
    """The numbers mean to a BLAS what they mean to us: row by row there is column by column."""
    sgemm = real_blas()
    call, wanted, got = cublas.column_major(given), {**given, "c": given["c"].copy()}, given["c"]
    product(**wanted)

    def byref(value: int | float) -> Any:
        return ctypes.byref((ctypes.c_float if isinstance(value, float) else ctypes.c_int)(value))

    for r in range(given["batch"]):
        at = {n: given[n].ctypes.data + 4 * r * given[f"apart_{n}"] for n in "abc"}
        sgemm(
            b"T" if call.turn_first else b"N",
            b"T" if call.turn_second else b"N",
            *map(byref, (call.m, call.n, call.k, given["alpha"])),
            ctypes.c_void_p(at[call.first]),
            byref(given[f"ld{call.first}"]),
            ctypes.c_void_p(at[call.second]),
            byref(given[f"ld{call.second}"]),
            byref(given["beta"]),
            ctypes.c_void_p(at["c"]),
            byref(given["ldc"]),
        )
    near(got, wanted["c"], 1e-5, "c")


def real_blas() -> Any:
    """The sgemm that SciPy brings, by its address."""
    from scipy.linalg import cython_blas

    capsule, api = cython_blas.__pyx_capi__["sgemm"], ctypes.pythonapi
    api.PyCapsule_GetName.restype = ctypes.c_char_p
    api.PyCapsule_GetName.argtypes = [ctypes.py_object]
    api.PyCapsule_GetPointer.restype = ctypes.c_void_p
    api.PyCapsule_GetPointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
    name = api.PyCapsule_GetName(capsule)
    return ctypes.CFUNCTYPE(None)(api.PyCapsule_GetPointer(capsule, name))


def test_a_failure_says_which_call() -> None:
    class Broken(Fake):
        def cublasCreate_v2(self, *said: Any) -> int:
            return 1

    with pytest.raises(cublas.CublasError, match="cublasCreate_v2: expected status 0, got 1"):
        cublas.Cublas(Broken(), 0)  # type: ignore[arg-type]


def test_the_library_is_looked_for_in_wheels_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = tmp_path / "nvidia/cublas/lib/libcublas.so.12"
    wheel.parent.mkdir(parents=True)
    wheel.write_bytes(b"not a library")
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    assert list(cublas.candidates()) == [wheel, *cublas.NAMES]


def test_every_product_has_a_kernel_that_takes_the_same() -> None:
    for name in SAID:
        operation = OPERATIONS[name]
        assert isinstance(operation, Product)
        kernel = OPERATIONS[operation.kernel]
        assert isinstance(kernel, Kernel)
        assert kernel.parameters == operation.parameters
        check(kernel, dict.fromkeys(p.name for p in operation.parameters))
