"""The contract of a convolution algorithm: the reference against the formula, all against it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.convolution import CONVOLUTIONS, Convolution, Geometry, choose, kernels, winograd
from engine.convolution.cook_toom import cook_toom
from engine.layers import Context, Moment, Workspace

Arrays = tuple[np.ndarray, ...]

GEOMETRIES = st.builds(
    Geometry,
    h=st.integers(1, 12),
    w=st.integers(1, 12),
    c=st.integers(1, 4),
    f=st.integers(1, 4),
    k=st.integers(1, 11),
    stride=st.integers(1, 4),
    pad=st.integers(0, 5),
)


def run(algorithm: type[Convolution], g: Geometry, arrays: Arrays, dtype: str) -> Arrays:
    """y, dx, dW and db; computed twice, for arrays are used again.

    The first of two micro-batches writes dW whatever was there, the second one adds to it.
    """
    x, W, b, dy = (a.astype(dtype) for a in arrays)
    ctx = Context(Workspace(np, dtype), Moment(), 0, {}, {}, {})
    made = algorithm(g, x.shape[2], ctx)
    dW, db = np.full_like(W, np.nan), np.zeros_like(b)
    for ctx.moment.micro in range(2):
        y = made.forward(x, W, b).copy()
        dx = made.backward(dy, dW, db)
    return y, dx, dW / 2, db / 2


def random_arrays(g: Geometry, n: int, seed: int) -> Arrays:
    rng = np.random.default_rng(seed)
    shapes = (g.h, g.w, n, g.c), (g.k, g.k, g.c, g.f), (g.f,), (g.out_h, g.out_w, n, g.f)
    return tuple(rng.standard_normal(shape) for shape in shapes)


def by_loops(g: Geometry, arrays: Arrays) -> Arrays:
    """The formula, one output pixel and one kernel place at a time."""
    x, W, b, dy = arrays
    frame = ((g.pad, g.pad), (g.pad, g.pad), (0, 0), (0, 0))
    padded = np.pad(x, frame)
    y, dpadded, dW = np.zeros_like(dy) + b, np.zeros_like(padded), np.zeros_like(W)
    for h, w, i, j in np.ndindex(g.out_h, g.out_w, g.k, g.k):
        under = padded[h * g.stride + i, w * g.stride + j]
        y[h, w] += under @ W[i, j]
        dW[i, j] += under.T @ dy[h, w]
        dpadded[h * g.stride + i, w * g.stride + j] += dy[h, w] @ W[i, j].T
    return y, dpadded[g.pad : g.pad + g.h, g.pad : g.pad + g.w], dW, dy.sum(axis=(0, 1, 2))


def check_all(g: Geometry, n: int, seed: int) -> None:
    arrays = random_arrays(g, n, seed)
    expected = by_loops(g, arrays)
    for algorithm in CONVOLUTIONS.values():
        if algorithm.fits(g):
            found = run(algorithm, g, arrays, "float64")
            for ours, theirs in zip(found, expected, strict=True):
                assert ours.shape == theirs.shape
                assert np.allclose(ours, theirs, rtol=1e-9, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(g=GEOMETRIES, n=st.integers(1, 3), seed=st.integers(0, 99))
def test_every_algorithm_computes_the_formula(g: Geometry, n: int, seed: int) -> None:
    assume(min(g.h, g.w) + 2 * g.pad >= g.k)
    check_all(g, n, seed)


@settings(max_examples=20, deadline=None)
@given(
    h=st.integers(5, 12),
    w=st.integers(5, 12),
    k=st.integers(2, 5),
    stride=st.integers(2, 5),
    pad=st.integers(0, 3),
)
def test_patches_compute_the_formula(h: int, w: int, k: int, stride: int, pad: int) -> None:
    g = Geometry(h, w, 9, 5, k, stride, pad)
    assert choose(g).key == ("patches" if stride <= k else "im2col")
    check_all(g, 2, seed=0)


@settings(max_examples=25, deadline=None)
@given(
    h=st.integers(4, 13),
    w=st.integers(4, 13),
    c=st.integers(8, 11),
    f=st.integers(8, 11),
    k=st.sampled_from([3, 5, 7]),
    n=st.integers(1, 20),
)
def test_winograd_computes_the_formula(h: int, w: int, c: int, f: int, k: int, n: int) -> None:
    g = Geometry(h, w, c, f, k, 1, k // 2)
    assume(CONVOLUTIONS["winograd"].fits(g))
    assert choose(g).key == "winograd"
    check_all(g, n, seed=0)


@pytest.mark.parametrize("cached", [1, 10**9], ids=["many blocks", "one block"])
@pytest.mark.parametrize("k", [3, 5, 7])
def test_winograd_part_by_part(k: int, cached: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(winograd, "CACHED", cached)
    monkeypatch.setattr(kernels, "PART", 2000)  # some channels, some rows of places at a time
    check_all(Geometry(9, 12, 15, 11, k, 1, k // 2), 3, seed=0)


@pytest.mark.parametrize("cached", [1, 10**9], ids=["many blocks", "one block"])
def test_winograd_takes_other_arrays(cached: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it prepared for some arrays is not used for others."""
    monkeypatch.setattr(winograd, "CACHED", cached)
    g = Geometry(8, 8, 9, 10, 3, 1, 1)
    ctx = Context(Workspace(np, "float64"), Moment(), 0, {}, {}, {})
    made = CONVOLUTIONS["winograd"](g, 2, ctx)
    before = random_arrays(g, 2, 0)
    for changed in range(4):
        now = list(before)
        now[changed] = random_arrays(g, 2, 1)[changed]
        for x, W, b, dy in (before, now):
            dW, db = np.zeros_like(W), np.zeros_like(b)
            y, dx = made.forward(x, W, b), made.backward(dy, dW, db)
            for ours, right in zip((y, dx, dW, db), by_loops(g, (x, W, b, dy)), strict=True):
                assert np.allclose(ours, right, rtol=1e-9, atol=1e-9), changed


@pytest.mark.parametrize(("k", "bound"), [(3, 1e-5), (5, 5e-5), (7, 5e-5)])
def test_winograds_rounding_in_float32(k: int, bound: float) -> None:
    """Relative to the largest number: about ten times direct float32."""
    g = Geometry(16, 16, 20, 20, k, 1, k // 2)
    arrays = random_arrays(g, 4, 1)
    exact = run(CONVOLUTIONS["direct"], g, arrays, "float64")
    fast = run(CONVOLUTIONS["winograd"], g, arrays, "float32")
    errors = [abs(a - b).max() / abs(b).max() for a, b in zip(fast, exact, strict=True)]
    assert max(errors) < bound


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5])
def test_cook_toom_multiplies_little(k: int) -> None:
    B, G, A = cook_toom(4 if k > 1 else 2, k)
    rng = np.random.default_rng(k)
    g, d = rng.standard_normal(k), rng.standard_normal(len(B))
    assert np.allclose(A @ ((G @ g) * (B @ d)), np.correlate(d, g, "valid"))


def test_the_choice_is_explained() -> None:
    chosen = {
        "winograd": Geometry(16, 16, 16, 20, 5, 1, 2),
        "im2col": Geometry(32, 32, 3, 16, 5, 1, 2),
        "pointwise": Geometry(8, 8, 16, 32, 1, 2, 0),
    }
    for key, g in chosen.items():
        assert choose(g).key == key
    assert choose(Geometry(15, 15, 16, 16, 3, 1, 1)).key == "winograd"
    assert choose(Geometry(5, 5, 16, 16, 3, 1, 1)).key == "im2col"
    assert choose(Geometry(16, 16, 16, 16, 3, 2, 1)).key == "patches"
    for algorithm in CONVOLUTIONS.values():
        english, persian = algorithm.reason
        assert english
        assert persian not in ("", english)
        assert "\n" not in english + persian
