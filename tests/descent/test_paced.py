"""Rates that change: the same walk as one by one, and where noise lets a walk settle."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pytest

from engine.expressions import evaluate, read
from engine.race import hover, noises, paced, race, rates_of
from engine.rules import RULES
from engine.schedules import SCHEDULES

VALLEY = read("0.5*(x^2 + 10*y^2)")
STEPS = 120


@pytest.mark.parametrize("rule", ["sgd", "momentum", "adamw"])
def test_a_row_moves_as_the_rule_does_at_those_rates(rule: str) -> None:
    made = RULES[rule]()
    schedules = [SCHEDULES["step"](every=20), SCHEDULES["one_cycle"]()]
    rates = np.stack([rates_of(schedule, 0.05, STEPS) for schedule in schedules], axis=1)
    run = race(VALLEY, [(made, rates[:, k]) for k in range(2)], (1.0, -0.5), STEPS)
    for k in range(2):
        w = np.array([1.0, -0.5])
        slots = {name: np.zeros(2) for name in made.slots}
        work = defaultdict[str, np.ndarray](lambda: np.zeros(2))
        for t in range(1, STEPS + 1):
            _, slopes = evaluate(VALLEY, w[None])
            hyper = made.hyper(float(rates[t - 1, k]))
            made.update(w, slopes[0], slots, t, hyper, work.__getitem__)
            assert np.allclose(run.points[t, k], w, rtol=1e-12, atol=1e-14)


def test_rows_with_noise_of_their_own_keep_it_whatever_their_order() -> None:
    noise = noises(1, 0.3, STEPS, 3)
    rows = [(RULES[key](), 0.02) for key in ("sgd", "adam", "sgd")]
    run = race(VALLEY, rows, (1.0, 1.0), STEPS, noise)
    for row, entered in enumerate(rows):
        alone = race(VALLEY, [entered], (1.0, 1.0), STEPS, noise[:, row])
        assert np.array_equal(run.points[:, row], alone.points[:, 0])


@pytest.mark.parametrize("lr", [0.02, 0.1, 0.15])
def test_a_constant_rate_hovers_where_the_formula_says(lr: float) -> None:
    rates = np.full((600, 1), lr)
    run = paced(VALLEY, RULES["sgd"](), rates, (0.0, 0.0), noises(3, 1.0, 600, 800), 0.0)
    assert run.floors[0] == pytest.approx(hover((1, 10), lr, 1.0), rel=0.04)
    assert math.isinf(hover((1, 10), 0.2, 1.0))


def test_a_rate_that_falls_settles_lower_than_one_that_stays() -> None:
    kinds = [SCHEDULES["constant"](), *(SCHEDULES[key]() for key in ("cosine", "one_cycle"))]
    rates = np.stack([rates_of(kind, 0.1, 400) for kind in kinds], axis=1)
    run = paced(VALLEY, RULES["sgd"](), rates, (1.0, 1.0), noises(0, 1.0, 400, 32), 0.0)
    assert (run.floors[1:] < run.floors[0] / 5).all()
    assert run.first.points.shape == (401, 3, 2)
    assert run.above.shape == (401, 3)
