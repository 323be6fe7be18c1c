"""Every way to compute a convolution on a GPU computes what the plain reference computes."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import engine.gpu.twins  # noqa: F401 - registers what ways run
from engine.convolution import CONVOLUTIONS, Geometry
from engine.gpu.convolution import WAYS, Means, choose
from engine.gpu.processor import Processor
from engine.gpu.products import multiply
from engine.gpu.recorder import Recorder

ALL = Means(cudnn=True, cudnn_bias=True)
READ = ("x", "W", "b", "dy", "y", "dx", "dW")
ROOM: Any = SimpleNamespace(xp=np, first=True)  # all that the reference needs of a layer's context


@st.composite
def geometries(draw: st.DrawFn, channels: st.SearchStrategy[int]) -> Geometry:
    h, w = draw(st.integers(1, 8)), draw(st.integers(1, 8))
    k, stride, pad = draw(st.integers(1, 5)), draw(st.integers(1, 3)), draw(st.integers(0, 2))
    assume(min(h, w) + 2 * pad >= k)
    return Geometry(h, w, draw(channels), draw(channels), k, stride, pad)


class Tried:
    """One way, forward and back, on runs side by side in flat arrays of weights."""

    def __init__(self, key: str, g: Geometry, runs: int, images: int, means: Means) -> None:
        recorder, (k, c, f) = Recorder(), (g.k, g.c, g.f)
        flat = [recorder.make(n, (runs, k * k * c * f + 5), held=True) for n in ("w", "spare")]
        grads = recorder.make("grads", (runs, k * k * c * f + 5), "float")
        self.W, self.dW = flat[0].part(3, (k, k, c, f)), grads.part(3, (k, k, c, f))
        self.b = recorder.make("b", (runs, f), held=True)
        self.x = recorder.make("x", (runs, images, g.h, g.w, c), held=True)
        self.dy = recorder.make("dy", (runs, images, g.out_h, g.out_w, f), held=True)
        way = WAYS[key](recorder, g, means)
        self.biased = way.adds_bias
        self.y = recorder.keep(way.forward(self.x, self.W, self.b if way.adds_bias else None))
        self.dx = recorder.keep(way.dx(self.dy, self.W))
        way.dw(self.x, self.dy, self.dW)
        recorder.keep(self.dW)
        self.calls = [call.operation.name for call in recorder.calls]
        self.columns = [b.size for b in recorder.buffers if "columns" in b.name]
        self.machine = Processor(recorder, "float64")

    def play(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        for view in (self.W, self.b, self.x, self.dy):
            self.machine.write(view, rng.normal(size=view.shape))
        self.machine.play()
        return {n: self.machine.read(getattr(self, n)) for n in READ}


def reference(g: Geometry, images: int, had: dict[str, Any], run: int, biased: bool) -> Any:
    """What the plain algorithm makes of the same numbers; its images lie (H, W, N, C)."""
    direct = CONVOLUTIONS["direct"](g, images, ROOM)
    x, dy = (had[name][run].transpose(1, 2, 0, 3) for name in ("x", "dy"))
    dW = np.zeros_like(had["W"][run])
    y = direct.forward(x, had["W"][run], had["b"][run] if biased else None)
    dx = direct.backward(dy, dW, None)
    return y.transpose(2, 0, 1, 3), dx.transpose(2, 0, 1, 3), dW


def agrees(key: str, g: Geometry, runs: int, images: int, means: Means) -> Tried:
    tried = Tried(key, g, runs, images, means)
    had = tried.play(np.random.default_rng(3))
    for run in range(runs):
        wanted = reference(g, images, had, run, tried.biased)
        for name, value in zip(("y", "dx", "dW"), wanted, strict=True):
            np.testing.assert_allclose(had[name][run], value, 1e-9, 1e-9, err_msg=name)
    return tried


@given(geometries(st.integers(1, 4)), st.integers(1, 3), st.integers(1, 5), st.integers(1, 2000))
@settings(max_examples=60, deadline=None)
def test_columns_are_right_in_as_many_parts_as_fit(
    g: Geometry, runs: int, images: int, room: int
) -> None:
    tried = agrees("columns", g, runs, images, Means(columns=room))
    per_image = runs * g.out_h * g.out_w * g.k**2 * g.c
    assert all(size <= max(room, per_image) for size in tried.columns)


@given(geometries(st.just(8)), st.integers(1, 3), st.booleans())
@settings(max_examples=30, deadline=None)
def test_cudnn_is_asked_for_the_right_thing(g: Geometry, images: int, bias: bool) -> None:
    tried = agrees("cudnn", g, 1, images, Means(cudnn=True, cudnn_bias=bias))
    assert tried.biased is bias
    assert "im2col" not in tried.calls


def test_a_pointwise_convolution_copies_nothing() -> None:
    tried = agrees("columns", Geometry(5, 4, 3, 7, 1), 2, 3, Means())
    assert tried.calls == ["gemm", "gemm", "gemm_exact"]


def test_the_choice_follows_what_the_machine_has() -> None:
    g = Geometry(31, 31, 24, 64, 3, 1, 1)
    assert choose(g, 1, ALL).key == "cudnn"
    assert choose(g, 1, Means()).key == "columns"
    assert choose(g, 2, ALL).key == "columns"
    assert choose(Geometry(32, 32, 3, 64, 3, 1, 1), 1, ALL).key == "columns"


@pytest.mark.parametrize("key", WAYS)
def test_every_way_says_why_in_both_languages(key: str) -> None:
    english, persian = WAYS[key].reason
    assert english
    assert re.search("[آ-ی]", persian)


def test_matrices_that_do_not_fit_are_refused() -> None:
    recorder = Recorder()
    a, b = (recorder.make(n, (2, 3, 4), held=True) for n in "ab")
    c = recorder.make("c", (2, 3, 3))
    with pytest.raises(ValueError, match=r"expected matrices that fit, got \(2, 3, 4\)"):
        multiply(recorder, a, b, c)
    multiply(recorder, a, b, c, turn="b")
    assert [call.operation.name for call in recorder.calls] == ["gemm"]
