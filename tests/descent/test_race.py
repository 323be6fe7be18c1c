"""Races: every golden walk at once, the same as one by one, and rows that end."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.expressions import evaluate, read
from engine.lecture import golden
from engine.race import RACERS, kept_steps, race
from engine.rules import ELEMENTWISE, RULES, trajectory
from engine.schema import describe, specs_of

VALLEY = read("0.5*(x^2 + 10*y^2)")
FIELDS = {"b1": "beta1", "b2": "beta2"}  # as the lecture's table abbreviates them
WALKS = [walk for walk in golden() if walk["rule"] in RULES]


def racer(walk: dict):
    given = {FIELDS.get(name, name): value for name, value in walk["params"].items()}
    made = RACERS[walk["rule"]](lr=walk["lr"], **given)
    return made.made(), made.lr


def valley(w: np.ndarray) -> tuple[float, np.ndarray]:
    values, slopes = evaluate(VALLEY, w[None])
    return float(values[0]), slopes[0]


def test_t84_all_golden_walks_in_one_race() -> None:
    run = race(VALLEY, [racer(walk) for walk in WALKS], (1.0, 1.0), 5)
    assert len(WALKS) >= 10
    for row, walk in enumerate(WALKS):
        assert np.abs(run.points[1:, row] - walk["steps"]).max() <= 1e-8, walk["rule"]
    assert run.ends == (None,) * len(WALKS)


@pytest.mark.parametrize("key", RACERS)
def test_rows_with_numbers_of_their_own_move_as_they_would_alone(key: str) -> None:
    names = [d["name"] for d in describe(RULES[key])]
    other = {name: 0.95 for name in names if name in ("mu", "rho", "beta1", "beta2")}
    rows = [(RACERS[key]().made(), 0.1), (RACERS[key](**other).made(), 0.03)]
    rows += [(RACERS["sgd"]().made(), 0.02), (RACERS[key]().made(), 0.01)]
    run = race(VALLEY, rows, (1.0, -0.5), 60)
    for row, (rule, lr) in enumerate(rows):
        alone = trajectory(rule, valley, (1.0, -0.5), 60, lr)
        assert np.allclose(run.points[:, row], alone.points, rtol=1e-12, atol=1e-14)
        assert np.allclose(run.values[:, row], alone.values, rtol=1e-12, atol=1e-14)
        for slot, name in enumerate(rule.slots):
            assert np.allclose(run.slots[:, row, slot], alone.slots[name], rtol=1e-12, atol=1e-14)


def test_t34_learning_rates() -> None:
    told = {0.01: 0.18315, 0.1: 1.328e-5, 2 / 11: 1.060e-8, 0.19: 1.328e-4, 0.2: 5.0, 0.21: 6.89e4}
    run = race(VALLEY, [(RACERS["sgd"]().made(), lr) for lr in told], (1.0, 1.0), 50)
    assert run.values[-1] == pytest.approx(list(told.values()), rel=5e-4)


def test_t86_both_forms_of_nesterov_agree() -> None:
    mu, lr = 0.9, 0.1
    run = race(VALLEY, [(RACERS["nesterov"](mu=mu).made(), lr)], (1.0, 1.0), 200)
    theta, v = np.array([1.0, 1.0]), np.zeros(2)
    for phi in run.points[1:, 0]:
        v = mu * v - lr * valley(theta + mu * v)[1]
        theta = theta + v
        assert np.abs(theta + mu * v - phi).max() < 1e-12


@pytest.mark.parametrize(("key", "times"), [("adam_uncorrected", math.sqrt(10)), ("adam", 1)])
def test_t89_first_step(key: str, times: float) -> None:
    run = race(read("x"), [(RACERS[key]().made(), 0.1)], (0.0, 0.0), 1)
    assert -run.points[1, 0, 0] == pytest.approx(0.1 * times, rel=1e-5)


def test_all_rows_meet_the_same_noise() -> None:
    noise = np.random.default_rng(1).standard_normal((31, 2))
    rows = [(RACERS[key]().made(), 0.01) for key in ("sgd", "adam", "sgd")]
    run = race(VALLEY, rows, (1.0, 1.0), 30, noise)
    clean = evaluate(VALLEY, run.points.reshape(-1, 2))[1].reshape(run.points.shape)
    assert np.allclose(run.gradients - clean, noise[:, None], atol=1e-12)
    assert np.array_equal(run.points[:, 0], run.points[:, 2])


def test_a_row_that_diverges_ends_and_the_others_go_on() -> None:
    rows = [(RACERS["sgd"]().made(), lr) for lr in (0.1, 1.0, 0.05)]
    run = race(VALLEY, rows, (1.0, 1.0), 500)
    end = run.ends[1]
    assert end is not None
    assert end.kind == "far"
    assert max(map(abs, end.point)) > 1e9
    assert np.isfinite(run.values[: end.step + 1, 1]).all()
    assert np.isnan(run.values[end.step + 1 :, 1]).all()
    assert np.isnan(run.points[end.step + 1 :, 1]).all()
    alone = race(VALLEY, [rows[0], rows[2]], (1.0, 1.0), 500)
    assert np.array_equal(run.points[:, [0, 2]], alone.points)
    assert run.ends[0] is run.ends[2] is None


def test_a_row_that_leaves_the_domain_says_where() -> None:
    rows = [(RACERS["sgd"]().made(), lr) for lr in (0.5, 0.001)]
    run = race(read("y^2 + log(x)"), rows, (0.5, 1.0), 40)
    end = run.ends[0]
    assert end is not None
    assert (end.step, end.kind, end.point) == (1, "log", (-0.5, 0.0))
    assert end.cause is not None
    assert (end.cause.part, end.cause.column) == ("log(x)", 7)


def test_a_start_without_a_value_ends_every_row_at_once() -> None:
    run = race(read("1/(x-y)"), [(RACERS["sgd"]().made(), 0.1)] * 3, (1.0, 1.0), 10)
    assert [(end.step, end.kind) for end in run.ends if end] == [(0, "pole")] * 3


def test_differences_take_nearly_the_same_way() -> None:
    rows = [(RACERS[key]().made(), 0.05) for key in ("sgd", "momentum")]
    exact = race(VALLEY, rows, (1.0, 1.0), 40)
    near = race(VALLEY, rows, (1.0, 1.0), 40, h=1e-5)
    gap = np.abs(near.points - exact.points).max()
    assert 0 < gap < 1e-4
    assert near.gradients[0, 0] == pytest.approx([1.0 + 5e-6, 10.0 + 5e-5], rel=1e-9)


def test_a_constant_moves_nobody() -> None:
    run = race(read("3"), [(RACERS[key]().made(), 0.1) for key in ("sgd", "adam")], (1.0, 2.0), 9)
    assert (run.points == [1.0, 2.0]).all()


def test_there_is_a_racer_for_every_rule_and_the_lectures_epsilon() -> None:
    assert list(RACERS) == list(ELEMENTWISE)
    for key, cls in RACERS.items():
        assert ["lr", *specs_of(RULES[key])] == list(specs_of(cls))
        assert getattr(cls(), "eps", 1e-7) == 1e-7
        assert cls.label == RULES[key].label


@pytest.mark.parametrize(
    ("steps", "most"), [(0, 10), (9, 10), (60, 200), (2000, 200), (20000, 200)]
)
def test_thinning_keeps_the_ends_and_pairs(steps: int, most: int) -> None:
    kept = kept_steps(steps, most)
    assert kept[0] == 0
    assert kept[-1] == steps
    assert len(kept) <= most
    assert (np.diff(kept) > 0).all()
    if steps < most:
        assert len(kept) == steps + 1
    else:
        later = kept[most // 2 :]
        assert sum(np.diff(later) == 1) >= len(later) // 3
