"""The contract of initializers, and the scales of the lecture."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.initializers import INITIALIZERS, Initializer
from engine.initializers.constant import Constant
from engine.initializers.normal import Normal
from engine.initializers.uniform import Uniform

ALL = [cls() for cls in INITIALIZERS.values()]


def fill(initializer: Initializer, dtype: type = np.float64, seed: int = 0) -> np.ndarray:
    return initializer.fill(np.random.default_rng(seed), (500, 400), 500, 400, dtype)


@pytest.mark.parametrize("initializer", ALL, ids=str)
def test_shape_dtype_and_seed_are_kept(initializer: Initializer) -> None:
    w = fill(initializer, np.float32)
    assert (w.shape, w.dtype) == ((500, 400), np.float32)
    assert (w == fill(initializer, np.float32)).all()
    assert np.isfinite(w).all()


@pytest.mark.parametrize("initializer", ALL, ids=str)
def test_float32_and_float64_networks_start_alike(initializer: Initializer) -> None:
    assert (fill(initializer, np.float32) == fill(initializer).astype(np.float32)).all()


@pytest.mark.parametrize(
    ("key", "std"),
    [("zeros", 0), ("normal", 0.01), ("xavier", 1 / math.sqrt(500)), ("he", math.sqrt(2 / 500))],
)
def test_the_scale_is_the_formula(key: str, std: float) -> None:
    w = fill(INITIALIZERS[key]())
    assert w.std() == pytest.approx(std, rel=0.01)
    assert abs(w.mean()) <= 5 * std / math.sqrt(w.size)


@pytest.mark.parametrize("std", [1, 0.01, 1e-4])
def test_one_scale_is_one_field(std: float) -> None:
    assert fill(Normal(std)).std() == pytest.approx(std, rel=0.01)


def test_uniform_fills_its_interval_and_constant_its_number() -> None:
    w = fill(Uniform(1))
    assert -1 <= w.min() < -0.999
    assert 0.999 < w.max() < 1
    assert w.std() == pytest.approx(1 / math.sqrt(3), rel=0.01)
    assert (fill(Constant(0.01)) == 0.01).all()


def test_xavier_keeps_the_variance_of_a_linear_layer_and_he_that_behind_a_relu() -> None:
    x = np.random.default_rng(3).standard_normal((300, 500))
    assert (x @ fill(INITIALIZERS["xavier"]())).var() == pytest.approx(1, rel=0.05)
    assert (x.clip(min=0) @ fill(INITIALIZERS["he"]())).var() == pytest.approx(1, rel=0.05)


def test_dirac_filters_pass_on_what_they_get() -> None:
    w = INITIALIZERS["dirac"]().fill(np.random.default_rng(0), (3, 3, 4, 9), 36, 81, np.float64)
    assert (w[1, 1, :, :4] == np.eye(4)).all()
    assert np.count_nonzero(w[..., :4]) == 4
    drawn = w[..., 4:]
    assert np.abs(drawn).max() < 1 / 6
    assert drawn.std() == pytest.approx(1 / 6 / math.sqrt(3), rel=0.1)
    fewer = INITIALIZERS["dirac"]().fill(np.random.default_rng(0), (1, 1, 4, 2), 4, 2, np.float64)
    assert (fewer[0, 0] == np.eye(4, 2)).all()
