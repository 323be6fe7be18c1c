"""Second derivatives, Newton's step and the traces, against what calculus says."""

from __future__ import annotations

import numpy as np
import pytest

from engine.expressions import evaluate, read
from engine.second import METHODS, available, hessians, memory, models, walks
from engine.surfaces import SURFACES

ROSENBROCK = read("(1 - x)^2 + 100*(y - x^2)^2")
TURNED = read("0.5*((x*0.8 + y*0.6)^2 + 37*(y*0.8 - x*0.6)^2) - 3*x + y")


@pytest.mark.parametrize("point", [(-1.2, 1.0), (1.0, 1.0), (0.3, -0.7)])
def test_hessian_of_rosenbrock(point: tuple[float, float]) -> None:
    x, y = point
    found = hessians(ROSENBROCK, np.array([point]))[0]
    exact = [[2 - 400 * (y - 3 * x * x), -400 * x], [-400 * x, 200]]
    np.testing.assert_allclose(found, exact, rtol=1e-13, atol=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "exp(x*y) + sin(3*x)*cos(2*y)",
        "log(x^2 + y^2 + 1)/(2 + y)",
        "tanh(x - y)^3 + sqrt(x^2 + 2)",
        "max(x^2, y^3) + abs(x*y) - -x*y",
        "(x^2 + 1)^(y/2) + x^-2",
    ],
)
def test_hessian_is_the_slope_of_the_exact_gradient(text: str) -> None:
    graph, h = read(text), 1e-6
    at = np.array([0.7, -0.4])
    slopes = evaluate(graph, at + h * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]]))[1]
    numeric = np.stack([slopes[0] - slopes[1], slopes[2] - slopes[3]]) / (2 * h)
    np.testing.assert_allclose(hessians(graph, at[None])[0], numeric, rtol=1e-7, atol=1e-8)


def test_newton_takes_one_step_on_a_quadratic() -> None:
    found = walks(TURNED, ("newton",), (-1.8, 0.55), 5, 0.1, 10)
    minimum = np.linalg.solve(hessians(TURNED, np.zeros((1, 2)))[0], [3.0, -1.0])
    np.testing.assert_allclose(found.race.points[1, 0], minimum, rtol=0, atol=1e-12)
    assert found.counts[1, 0].tolist() == [1, 1, 1]


def test_where_newton_goes_wrong() -> None:
    saddle = read("0.5*x^2 - 0.5*y^2 + 0.05*y^4")
    found = models(saddle, np.array([[-4.0, 0.01]]))
    assert found.kinds == ("saddle",)
    assert np.abs([-4, 0.01] + found.steps[0]).max() < 1e-4
    assert models(read("-x^2 - y^2"), np.array([[1.0, 1.0]])).kinds == ("hill",)
    assert models(read("x + y"), np.zeros((1, 2))).kinds == ("singular",)
    assert models(read("1/x"), np.zeros((1, 2))).kinds == ("undefined",)
    assert models(ROSENBROCK, np.array([[1.0, 1.0]])).kinds == ("arrived",)
    damped = walks(saddle, ("damped",), (-4.0, 0.01), 50, 0.1, 10)
    assert damped.race.values[-1, 0] == pytest.approx(-1.25)


@pytest.mark.skipif(not available(), reason="SciPy is not installed")
def test_all_methods_but_descent_reach_the_end_of_the_bent_valley() -> None:
    found = walks(ROSENBROCK, METHODS, (-1.2, 1.0), 60, 0.001, 10)
    assert found.race.ends == (None,) * 5
    assert (found.race.values[-1, 1:] < 1e-12).all()
    assert found.race.values[-1, 0] > 1
    assert (np.diff(found.counts, axis=0) >= 0).all()


@pytest.mark.parametrize("text", ["1/x", "log(x)", "sqrt(x)", "x", "-x^4", "5 + 0*x"])
def test_hard_functions_end_with_a_reason_and_no_warning(text: str) -> None:
    found = walks(read(text), ("gd", "newton", "damped"), (0.0, 0.5), 10, 0.1, 10)
    assert len(found.race.ends) == 3


def test_memory_of_the_lecture() -> None:
    kept = memory(154160, 10)
    assert kept.hessian == 95_061_222_400
    assert (kept.gradient, kept.adam, kept.lbfgs) == (616_640, 1_233_280, 12_332_800)
    assert kept.operations == pytest.approx(3.66e15 / 3, rel=2e-3)


@pytest.mark.parametrize("key", SURFACES)
def test_the_hessian_of_every_surface_is_the_slope_of_its_gradient(key: str) -> None:
    surface = SURFACES[key]()
    graph = surface.graph()
    (x, y), width = surface.view()
    spread = 0.2 * width * np.array([1, 0.4])
    points = np.array([x, y]) + spread * np.random.default_rng(4).uniform(-1, 1, (20, 2))
    h = 1e-5 * width
    steps = h * np.eye(2)
    ahead, behind = ([evaluate(graph, points + s * d)[1] for d in steps] for s in (1, -1))
    numeric = (np.stack(ahead, axis=1) - np.stack(behind, axis=1)) / (2 * h)
    exact = hessians(graph, points)
    assert np.abs(exact - numeric).max() <= 1e-5 * max(1, np.abs(exact).max())
