"""Secants, and the gradient check of three models on real images."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data import sets_folder
from engine.data.opening import open_set
from engine.differences import (
    BUGS,
    MODELS,
    errors,
    images,
    made,
    picked,
    planted,
    relative,
    secant,
    table,
    widths,
)
from engine.expressions import read
from engine.training.pixels import MEAN, STD

pytestmark = pytest.mark.usefixtures("sample")


def model(key: str, dtype: str = "float64"):
    x, y = images(sets_folder(), 10)
    return made(key, x, y, 0.1, 0, dtype)


@pytest.mark.parametrize("key", MODELS)
def test_t31_calculus_agrees_with_centred_differences(key: str) -> None:
    made_model = model(key)
    rows = table(made_model, planted(made_model, "none"), picked(made_model, 10, 0), 1e-5)
    assert len(rows) == 10
    assert max(row.error for row in rows) < 1e-6


@pytest.mark.parametrize("key", MODELS)
@pytest.mark.parametrize("bug", [bug for bug in BUGS if bug != "none"])
def test_every_planted_mistake_is_caught(key: str, bug: str) -> None:
    made_model = model(key)
    rows = table(made_model, planted(made_model, bug), picked(made_model, 10, 0), 1e-5)
    assert max(row.error for row in rows) > 1e-3


@pytest.mark.parametrize("key", ["softmax", "two_layer"])
def test_truncation_falls_as_h_and_h_squared_and_rounding_grows(key: str) -> None:
    made_model = model(key)
    exact = planted(made_model, "none")
    found = errors(made_model, exact, picked(made_model, 5, 0), np.array([1e-1, 1e-2, 1e-9, 1e-13]))
    assert found.forward[0] / found.forward[1] == pytest.approx(10, rel=0.3)
    assert found.centred[1] < found.forward[1] / 10
    assert found.forward[3] > 100 * found.forward[2]


def test_float32_has_its_best_width_far_earlier() -> None:
    exact = planted(model("softmax"), "none")
    best = []
    for dtype in ("float64", "float32"):
        made_model = model("softmax", dtype)
        found = errors(made_model, exact, picked(made_model, 5, 0), widths())
        best.append(found.widths[found.centred.argmin()])
        assert found.centred.min() < (1e-8 if dtype == "float64" else 3e-2)
    assert best[1] > 10 * best[0]


def test_t30_the_slope_of_squares() -> None:
    for x, slope in ((1, 2.00001), (2, 4.00001), (3, 6.00001)):
        found = secant(read("x^2"), x, 1e-5)
        assert found.forward == pytest.approx(slope, abs=1e-9)
        assert found.centred == pytest.approx(found.exact, abs=1e-9)
        assert found.exact == 2 * x


def test_a_secant_becomes_the_tangent() -> None:
    graph = read("sin(3*x) + x^2/4")
    off = [abs(secant(graph, 0.7, h).forward - secant(graph, 0.7, h).exact) for h in (0.1, 0.01)]
    assert off[0] / off[1] == pytest.approx(10, rel=0.2)


def test_relative_error() -> None:
    assert relative(0, 0) == 0
    assert relative(1, -1) == 2
    assert relative(2, 1) == 0.5


def test_pixels_are_those_of_every_page() -> None:
    x, y = images(sets_folder(), 4)
    assert (x.shape, y.shape) == ((4, 3073), (4,))
    first = open_set("sample", sets_folder()).train_x[0]
    seen = (first.reshape(-1, 3) - np.array(MEAN)) / np.array(STD)
    assert x[0] == pytest.approx(np.append(seen.ravel(), 1))
