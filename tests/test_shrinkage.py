"""Minima under a penalty: optimality in every weight, and SciPy where it is asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.data import open_set
from engine.lecture.examples import S47, table
from engine.penalties import PENALTIES, Penalty
from engine.scaling import Scaling
from engine.separator import FINE, ROUGH, STRENGTHS, Problem, fit, fit_at, problem, sweep, zeros
from engine.shrinkage import Bowl, balance, coordinate_descent, proximal_gradient

CONVEX = [PENALTIES[key]() for key in ("l2", "l1", "elastic")]
STEEP = np.array([0.01, 0.1, 0.5, 2.0, 10.0])
PAIRS = [(0.9, 0.4, -0.7), (-0.3, 0.8, 0.9), (0.5, 0.5, 0.0), (-1.0, -0.2, -0.9)]


def bowl(a: float, b: float, rho: float, k: float = 1.5) -> Bowl:
    return Bowl(np.array([a, b]), np.array([[1, rho * k], [rho * k, k * k]]))


def left(penalty: Penalty, w: np.ndarray, slope: np.ndarray, strength: float) -> np.ndarray:
    """How far 0 is from the slopes of loss plus penalty, weight by weight."""
    total = slope.copy()
    penalty.add_gradient(w, total, strength, lambda _: np.empty_like(w))
    return np.where(w == 0, (abs(total) - strength * penalty.kink).clip(min=0), abs(total))


@pytest.mark.parametrize("penalty", CONVEX, ids=str)
@pytest.mark.parametrize("pair", PAIRS)
def test_coordinate_descent_ends_where_the_slopes_balance(
    penalty: Penalty, pair: tuple[float, float, float]
) -> None:
    given = bowl(*pair)
    found = coordinate_descent(given, penalty, STEEP)
    for k, strength in enumerate(STEEP):
        w = found[:, k]
        slope = given.gradient(w)
        assert left(penalty, w, slope, strength).max() < 1e-12
        assert np.allclose(balance(penalty, w, slope, strength), -slope, atol=1e-12)
    assert np.allclose(found[:, -1], 0, atol=0.3)
    assert np.array_equal(coordinate_descent(given, penalty, np.zeros(1))[:, 0], given.minimum)


def test_only_a_kink_makes_a_weight_exactly_zero() -> None:
    given = bowl(0.9, 0.2, 0.3, 1.0)
    ends = {p.key: coordinate_descent(given, p, np.array([0.5]))[:, 0] for p in CONVEX}
    assert (ends["l1"] == 0).tolist() == (ends["elastic"] == 0).tolist() == [False, True]
    assert (ends["l2"] != 0).all()


def test_l2_has_a_closed_form() -> None:
    given = bowl(0.9, 0.2, -0.6)
    exact = np.linalg.solve(given.curvature + 0.7 * np.eye(2), given.curvature @ given.minimum)
    found = coordinate_descent(given, PENALTIES["l2"](), np.array([0.7]))[:, 0]
    assert np.allclose(found, exact, rtol=1e-12)


def test_the_gradient_of_the_bowl_is_its_slope() -> None:
    given, w, d = bowl(0.9, 0.2, -0.6), np.array([0.3, -0.4]), np.array([0.6, 0.8])
    slope = (given.value(w + 1e-5 * d) - given.value(w - 1e-5 * d)) / 2e-5
    assert slope == pytest.approx(float(given.gradient(w) @ d), rel=1e-8)


@pytest.mark.parametrize("penalty", CONVEX, ids=str)
def test_both_methods_agree(penalty: Penalty) -> None:
    given = bowl(0.9, 0.4, -0.7)
    rate = 1 / float(np.linalg.eigvalsh(given.curvature)[-1])
    ran = proximal_gradient(
        given.gradient, lambda w, r: penalty.shrink(w, 0.3 * r), np.zeros(2), rate, 1e-13, 5000
    )
    assert ran.settled
    assert np.allclose(ran.weights, coordinate_descent(given, penalty, np.array([0.3]))[:, 0])
    cut = proximal_gradient(
        given.gradient, lambda w, r: penalty.shrink(w, 0.3 * r), np.zeros(2), rate, 1e-13, 2
    )
    assert (cut.settled, cut.steps) == (False, 2)


@pytest.fixture(scope="module")
def frogs(sample: Path) -> Problem:
    return problem(open_set("sample", sample), 0, 6, 50)


@pytest.mark.parametrize("penalty", CONVEX, ids=str)
def test_every_fit_of_a_sweep_is_a_minimum(frogs: Problem, penalty: Penalty) -> None:
    fits = sweep(frogs, penalty)
    assert all(one.settled for one in fits)
    for one, strength in zip(fits, STRENGTHS, strict=True):
        slope = frogs.gradient(one.weights)
        assert left(penalty, one.weights[:-1], slope[:-1], strength).max() < 10 * ROUGH
        assert abs(slope[-1]) < 10 * ROUGH


def test_l1_empties_the_weights_and_l2_never_does(frogs: Problem) -> None:
    l1, l2 = (PENALTIES[key]() for key in ("l1", "l2"))
    counted = [zeros(one.weights) for one in sweep(frogs, l1)]
    assert counted[0] == 48
    assert counted == sorted(counted, reverse=True)
    assert counted[-1] < 30
    assert [zeros(one.weights) for one in sweep(frogs, l2)] == [0] * len(STRENGTHS)


def test_validation_is_best_in_between(frogs: Problem) -> None:
    fits = sweep(frogs, PENALTIES["l2"]())
    kept = [frogs.measure(one.weights)["val.loss"] for one in fits]
    seen = [frogs.measure(one.weights)["loss"] for one in fits]
    assert 0 < int(np.argmin(kept)) < len(kept) - 1
    assert seen == sorted(seen, reverse=True)


def test_a_fit_between_two_of_the_sweep(frogs: Problem) -> None:
    l1 = PENALTIES["l1"]()
    one = fit_at(frogs, l1, 0.02)
    assert one.settled
    assert left(l1, one.weights[:-1], frogs.gradient(one.weights)[:-1], 0.02).max() < 10 * FINE
    far = fit(frogs, l1, 0.02, np.ones(49))
    assert np.allclose(one.weights, far.weights, atol=1e-4)
    assert (one.weights == 0).tolist() == (far.weights == 0).tolist()


def test_the_gradient_of_the_separator_is_its_slope(frogs: Problem) -> None:
    rng = np.random.default_rng(5)
    w, d, h = rng.normal(0, 0.2, 49), rng.normal(size=49), 1e-5
    ends = [frogs.measure(w + s * h * d)["loss"] for s in (1, -1)]
    assert (ends[0] - ends[1]) / (2 * h) == pytest.approx(frogs.gradient(w) @ d, rel=1e-6)


def test_t22_two_w_have_the_same_zero_loss() -> None:
    car = Scaling(table(S47)[:, 1:2], np.array([1]), PENALTIES["l2"](), 0.0)
    assert np.allclose(car.arguments(1)[0], [-2.6, 1, -1.9])
    assert np.allclose(car.arguments(2)[0], [-6.2, 1, -4.8])
    assert car.losses(1) == car.losses(2) == 0
    assert car.best(4) == pytest.approx((1 / 2.9, 4))
    everyone = Scaling(table(S47), np.arange(3), PENALTIES["l2"](), 0.0)
    assert np.allclose(everyone.losses(2), [4.8, 0, 23.8])
    assert everyone.best(4) == (0, 0)


@pytest.mark.parametrize("penalty", CONVEX, ids=str)
def test_any_penalty_leaves_one_best_scale(penalty: Penalty) -> None:
    car = Scaling(table(S47)[:, 1:2], np.array([1]), penalty, 1e-3)
    first, last = car.best(4)
    assert first == pytest.approx(last, abs=1e-12)
    assert first == pytest.approx(1 / 2.9)
    slope = (car.cost(1.3 + 1e-6) - car.cost(1.3 - 1e-6)) / 2e-6
    assert car.slope(1.3) == pytest.approx(slope, rel=1e-6)


@pytest.mark.oracle
def test_scipy_finds_the_same_minima(frogs: Problem) -> None:
    from scipy.optimize import minimize

    for penalty in CONVEX:
        for strength in (0.3, 0.03):
            # w = p - m with p, m >= 0 makes |w| smooth: p + m
            def total(pm: np.ndarray, penalty=penalty, strength=strength):
                w = np.append(pm[:48] - pm[48:96], pm[96])
                slope = frogs.gradient(w)
                value = frogs.measure(w)["loss"]
                square = {"l2": strength / 2, "l1": 0.0, "elastic": 0.5 * strength}[penalty.key]
                linear = 0.0 if penalty.key == "l2" else strength
                value += square * (w[:-1] @ w[:-1]) + linear * pm[:96].sum()
                g = slope[:-1] + 2 * square * w[:-1]
                return value, np.concatenate((g + linear, linear - g, slope[-1:]))

            bounds = [(0, None)] * 96 + [(None, None)]
            options = {"maxiter": 50_000, "maxfun": 200_000, "ftol": 1e-15, "gtol": 1e-9}
            theirs = minimize(
                total, np.zeros(97), jac=True, method="L-BFGS-B", bounds=bounds, options=options
            )
            w = fit_at(frogs, penalty, strength).weights
            ours = frogs.measure(w)["loss"] + penalty.value(w[:-1], strength)
            assert ours == pytest.approx(theirs.fun, rel=1e-8)
            assert np.allclose(w[:-1], theirs.x[:48] - theirs.x[48:96], atol=2e-3)
