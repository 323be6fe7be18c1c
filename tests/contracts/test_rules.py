"""The contract of update rules, and the golden walks of the lecture."""

from __future__ import annotations

import math
import tracemalloc
from collections import defaultdict

import numpy as np
import pytest

from engine.lecture import golden
from engine.rules import ELEMENTWISE, RULES, Rule, trajectory
from engine.rules.orthogonal import orthogonalize
from engine.schema import describe

ALL = [cls() for cls in RULES.values()]
WALKS = [walk for walk in golden() if walk["rule"] in RULES]
FIELDS = {"b1": "beta1", "b2": "beta2"}  # as the lecture's table abbreviates them


def valley(w: np.ndarray) -> tuple[float, np.ndarray]:
    """f = 1/2 (x^2 + 10 y^2)."""
    g = np.array([1.0, 10.0]) * w
    return float(g @ w) / 2, g


def bowl(w: np.ndarray) -> tuple[float, np.ndarray]:
    return float(w @ w) / 2, w


class Buffers:
    """w, g, memory and scratch of one rule, as a network would hold them."""

    def __init__(self, rule: Rule, size: int, dtype: type = np.float64) -> None:
        rng = np.random.default_rng(5)
        self.rule = rule
        self.w, self.g = rng.standard_normal((2, size)).astype(dtype)
        self.state = {name: np.zeros(size, dtype) for name in rule.slots}
        self.scratch = defaultdict(lambda: np.empty(size, dtype))

    def update(self, t: int, group: str = "weights") -> None:
        hyper = self.rule.hyper(0.01, group)
        self.rule.update(self.w, self.g, self.state, t, hyper, self.scratch.__getitem__)


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: f"{walk['rule']}{walk['params']}")
def test_a_rule_walks_the_golden_walk(walk: dict) -> None:
    given = {FIELDS.get(name, name): value for name, value in walk["params"].items()}
    cls = RULES[walk["rule"]]
    eps = {"eps": walk["eps"]} if "eps" in [d["name"] for d in describe(cls)] else {}
    walked = trajectory(cls(**given, **eps), valley, walk["start"], 5, walk["lr"]).points
    assert np.abs(walked[1:] - walk["steps"]).max() <= 1e-8


def test_the_golden_walks_cover_every_rule_of_the_lecture() -> None:
    walked = {walk["rule"] for walk in golden()}
    assert walked - set(RULES) == {"newton"}  # no rule of first order
    assert set(RULES) - walked == {"adamw", "adadelta", "muon"}  # not in the lecture


@pytest.mark.parametrize("rule", ALL, ids=str)
def test_a_rule_goes_down_a_bowl_at_its_usual_rate(rule: Rule) -> None:
    walked = trajectory(rule, bowl, [1.0, -2.0, 0.5], 500, rule.usual_rate)
    assert walked.values[-1] < 0.9 * walked.values[0]
    assert walked.values[1] < walked.values[0]


@pytest.mark.parametrize("rule", ALL, ids=str)
def test_where_there_is_no_slope_nothing_moves(rule: Rule) -> None:
    b = Buffers(rule, 50)
    b.g[:] = 0
    before = b.w.copy()
    for t in (1, 2, 3):
        b.update(t, group="biases")  # where no decay acts
    assert (b.w == before).all()


@pytest.mark.parametrize("rule", ALL, ids=str)
def test_two_updates_of_copies_agree_and_the_gradient_is_only_read(rule: Rule) -> None:
    a, b = Buffers(rule, 50), Buffers(rule, 50)
    gradient = a.g.copy()
    for t in (1, 2, 3):
        a.update(t)
        b.scratch.clear()  # what was in the scratch arrays must not matter
        b.update(t)
    assert (a.w == b.w).all()
    assert all((a.state[name] == b.state[name]).all() for name in rule.slots)
    assert (a.g == gradient).all()


@pytest.mark.parametrize("rule", ALL, ids=str)
def test_a_slice_moves_as_it_would_in_the_whole(rule: Rule) -> None:
    whole, part = Buffers(rule, 50), Buffers(rule, 50)
    part.w, part.g = part.w[10:30].copy(), part.g[10:30].copy()
    part.state = {name: np.zeros(20) for name in rule.slots}
    part.scratch = defaultdict(lambda: np.empty(20))
    for t in (1, 2, 3):
        whole.update(t)
        part.update(t)
    assert (whole.w[10:30] == part.w).all()


@pytest.mark.parametrize("rule", ALL, ids=str)
def test_only_the_numbers_in_hyper_count(rule: Rule) -> None:
    """So a network may change them, or hold them on a device."""
    a, b = Buffers(rule, 50), Buffers(rule, 50)
    other = type(rule)(**{d["name"]: d["low"] for d in describe(type(rule))})
    hyper = rule.hyper(0.01)
    rule.update(a.w, a.g, a.state, 1, hyper, a.scratch.__getitem__)
    other.update(b.w, b.g, b.state, 1, hyper, b.scratch.__getitem__)
    assert (a.w == b.w).all()


@pytest.mark.parametrize("rule", ALL, ids=str)
def test_a_warm_update_allocates_nothing(rule: Rule) -> None:
    b = Buffers(rule, 100_000, np.float32)
    b.update(1)
    tracemalloc.start()
    b.update(2)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4096
    assert b.w.dtype == np.float32


@pytest.mark.parametrize("rule", ALL, ids=str)
def test_hyperparameters_are_live(rule: Rule) -> None:
    declared = describe(type(rule))
    assert all(d["live"] and d["group"] == "run" for d in declared)
    assert rule.hyper(0.5) == {"lr": 0.5} | {d["name"]: float(d["default"]) for d in declared}


def test_decay_spares_the_biases() -> None:
    adamw = RULES["adamw"]()
    assert (adamw.hyper(0.1)["decay"], adamw.hyper(0.1, "biases")["decay"]) == (0.01, 0)
    assert adamw.hyper(0.1, "matrices")["decay"] == 0.01


WHOLE = [rule for rule in ALL if rule.whole]


class Matrix:
    """A matrix w (R, F), its gradient, memory and scratch of a rule that moves it whole."""

    def __init__(self, rule: Rule, sides: tuple[int, int], dtype: type = np.float64) -> None:
        rng = np.random.default_rng(5)
        self.rule = rule
        self.w, self.g = rng.standard_normal((2, *sides)).astype(dtype)
        self.state = {name: np.zeros(sides, dtype) for name in rule.slots}
        self.scratch = defaultdict(lambda: np.empty(sides, dtype))

    def update(self, t: int) -> None:
        hyper = self.rule.hyper(0.1, "matrices")
        self.rule.update_matrix(self.w, self.g, self.state, t, hyper, self.scratch.__getitem__)


def test_elementwise_rules_are_those_that_move_no_matrix_whole() -> None:
    assert [RULES[key]() for key in ELEMENTWISE] == [rule for rule in ALL if not rule.whole]
    assert [rule.key for rule in WHOLE] == ["muon"]


@pytest.mark.parametrize("rule", WHOLE, ids=str)
@pytest.mark.parametrize("sides", [(27, 8), (8, 27), (5, 5)])
def test_two_matrix_updates_of_copies_agree_and_the_gradient_is_only_read(
    rule: Rule, sides: tuple[int, int]
) -> None:
    a, b = Matrix(rule, sides), Matrix(rule, sides)
    gradient = a.g.copy()
    for t in (1, 2, 3):
        a.update(t)
        b.scratch.clear()
        b.update(t)
    assert np.isfinite(a.w).all()
    assert (a.w == b.w).all()
    assert all((a.state[name] == b.state[name]).all() for name in rule.slots)
    assert (a.g == gradient).all()


@pytest.mark.parametrize("rule", WHOLE, ids=str)
def test_a_matrix_on_its_side_moves_as_it_does_upright(rule: Rule) -> None:
    """But for its norm, which is that of the number of filters."""
    a, b = Matrix(rule, (12, 12)), Matrix(rule, (12, 12))
    b.w, b.g = a.w.T.copy(), a.g.T.copy()
    for t in (1, 2, 3):
        a.update(t)
        b.update(t)
    assert np.allclose(a.w, b.w.T, rtol=1e-12)


@pytest.mark.parametrize("rule", WHOLE, ids=str)
def test_a_warm_matrix_update_allocates_nothing(rule: Rule) -> None:
    m = Matrix(rule, (288, 64), np.float32)
    m.update(1)
    tracemalloc.start()
    m.update(2)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4096
    assert m.w.dtype == np.float32


@pytest.mark.parametrize("sides", [(60, 16), (16, 60), (20, 20)])
def test_newton_schulz_moves_singular_values_by_its_polynomial(sides: tuple[int, int]) -> None:
    """And leaves singular vectors alone: U p(p(p(S / ||S||))) V^T, all about 1."""
    x = np.random.default_rng(3).standard_normal(sides)
    u, s, v = np.linalg.svd(x, full_matrices=False)
    s /= np.sqrt((s**2).sum())
    for _ in range(5):
        s = 3.4445 * s - 4.7750 * s**3 + 2.0315 * s**5
    scratch = defaultdict(lambda: np.empty(sides))
    found = orthogonalize(x, 5, scratch.__getitem__)
    assert np.allclose(found, u * s @ v, atol=1e-6)
    assert 0.6 < s.min() <= s.max() < 1.25


def test_muon_by_hand() -> None:
    """A diagonal matrix stays one: each number goes the way of a singular value."""
    rule, scratch = RULES["muon"](mu=0.5, rounds=1), defaultdict(lambda: np.empty((2, 2)))
    w, g, v = np.diag([3.0, 4.0]), np.diag([1.0, 2.0]), np.zeros((2, 2))
    hyper = rule.hyper(0.1, "matrices")
    rule.update_matrix(w, g, {"v": v}, 1, hyper, scratch.__getitem__)
    s = np.array([1, 2]) / math.sqrt(5)  # 1.5 g / ||1.5 g||
    step = 3.4445 * s - 4.7750 * s**3 + 2.0315 * s**5
    assert w == pytest.approx(np.diag(np.array([3, 4]) * math.sqrt(2) / 5 - 0.1 * step), abs=1e-6)
    assert (v == g).all()


def test_muon_has_rates_of_their_own_for_filters_the_rest_and_biases() -> None:
    rule = RULES["muon"](rest=0.5, shift=8)
    rates = [rule.hyper(1.0, group)["rest"] for group in ("weights", "biases", "norm")]
    assert rates == [0.5, 4, 4]


def test_adamw_shrinks_weights_apart_from_the_gradient() -> None:
    walked = trajectory(RULES["adamw"](decay=0.1), lambda w: (0.0, 0 * w), [2.0], 1, 0.5)
    assert walked.points[-1] == pytest.approx([2 * (1 - 0.5 * 0.1)])


def test_adadelta_by_hand() -> None:
    """Zeiler's algorithm 1 with g = 2 twice, rho 0.5, eps 0.01."""
    c1 = 0.5 * 4
    d1 = math.sqrt(0.01) / math.sqrt(c1 + 0.01) * 2
    c2, s1 = 0.5 * c1 + 0.5 * 4, 0.5 * d1**2
    d2 = math.sqrt(s1 + 0.01) / math.sqrt(c2 + 0.01) * 2
    rule = RULES["adadelta"](rho=0.5, eps=0.01)
    walked = trajectory(rule, lambda w: (0.0, 0 * w + 2), [0.0], 2, 1.0)
    assert walked.points.ravel() == pytest.approx([0, -d1, -d1 - d2])
    assert walked.slots["cache"].ravel() == pytest.approx([0, c1, c2])


@pytest.mark.parametrize(("mu", "times"), [(0.5, 2), (0.9, 10), (0.99, 100)])
def test_t85_momentum_ends_at_one_over_one_minus_mu(mu: float, times: float) -> None:
    walked = trajectory(RULES["momentum"](mu=mu), lambda w: (0.0, 0 * w + 1), [0.0], 3000, 0.1)
    assert walked.slots["v"][-1] == pytest.approx([-0.1 * times])


def test_t86_nesterov_is_the_look_ahead_point_of_the_slides() -> None:
    theta, v, mu, lr = np.array([1.0, 1.0]), np.zeros(2), 0.9, 0.1
    walked = trajectory(RULES["nesterov"](mu=mu), valley, theta, 20, lr)
    for phi in walked.points[1:]:
        v = mu * v - lr * valley(theta + mu * v)[1]
        theta = theta + v
        assert np.abs(theta + mu * v - phi).max() < 1e-12


@pytest.mark.parametrize(("key", "step"), [("adam_uncorrected", math.sqrt(10)), ("adam", 1)])
def test_t89_first_step_of_adam(key: str, step: float) -> None:
    walked = trajectory(RULES[key](eps=1e-12), bowl, [1.0], 1, 0.1)
    assert 1 - walked.points[1] == pytest.approx([0.1 * step])


def test_t34_learning_rates_on_the_valley() -> None:
    told = {0.01: 0.18315, 0.1: 1.328e-5, 2 / 11: 1.0601e-8, 0.2: 5.0, 0.21: 6.890e4}
    for lr, value in told.items():
        walked = trajectory(RULES["sgd"](), valley, [1.0, 1.0], 50, lr)
        assert walked.values[-1] == pytest.approx(value, rel=5e-4)


def test_a_walk_that_diverges_ends_in_infinity_without_a_warning() -> None:
    walked = trajectory(RULES["sgd"](), valley, [1.0, 1.0], 2000, 1.0)
    assert not math.isfinite(walked.values[-1])
