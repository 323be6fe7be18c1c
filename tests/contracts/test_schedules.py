"""The contract of learning-rate schedules."""

from __future__ import annotations

import math

import pytest

from engine.schedules import SCHEDULES, Schedule
from engine.schedules.cosine import Cosine
from engine.schedules.exponential import Exponential
from engine.schedules.inverse import Inverse
from engine.schedules.one_cycle import OneCycle
from engine.schedules.step import StepDecay

ALL = [cls() for cls in SCHEDULES.values()]


@pytest.mark.parametrize("schedule", [*ALL, Cosine(0), Cosine(0.9), OneCycle(0.9, 1)], ids=str)
@pytest.mark.parametrize("total", [1, 7, 1000])
def test_the_factor_stays_between_0_and_1_and_the_first_step_moves(
    schedule: Schedule, total: int
) -> None:
    rates = [schedule.rate(step, total) for step in range(2 * total)]
    assert all(0 <= rate <= 1 for rate in rates)
    assert rates[0] > 0
    assert rates[: total // 2 + 1].count(0) == 0


@pytest.mark.parametrize("schedule", ALL, ids=str)
def test_the_same_step_has_the_same_factor(schedule: Schedule) -> None:
    forwards = [schedule.rate(step, 50) for step in range(50)]
    assert [schedule.rate(step, 50) for step in reversed(range(50))] == forwards[::-1]


@pytest.mark.parametrize("schedule", [Exponential(), Inverse(), StepDecay(), Cosine(0)], ids=str)
def test_a_decay_never_climbs(schedule: Schedule) -> None:
    rates = [schedule.rate(step, 1000) for step in range(0, 20_000, 50)]
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] < rates[0] == 1


def test_t90_the_three_formulas_of_the_lecture() -> None:
    assert 0.1 * Exponential(0.1).rate(10, 100) == pytest.approx(0.0367879, abs=5e-8)
    assert 0.1 * Exponential(0.1).rate(50, 100) == pytest.approx(6.738e-4, abs=5e-8)
    assert 0.1 * Inverse(0.1).rate(10, 100) == pytest.approx(0.05)
    assert 0.1 * Inverse(0.1).rate(50, 100) == pytest.approx(0.0166667, abs=5e-8)
    assert 0.1 * StepDecay(0.5, 10).rate(10, 100) == pytest.approx(0.05)
    assert 0.1 * StepDecay(0.5, 10).rate(50, 100) == pytest.approx(0.003125)


def test_cosine_warms_up_then_halves_in_the_middle_and_ends_at_0() -> None:
    schedule = Cosine(0.2)
    assert [schedule.rate(step, 10) for step in (0, 1)] == pytest.approx([0.5, 1])
    assert schedule.rate(6, 10) == pytest.approx(0.5)
    assert schedule.rate(10, 10) == pytest.approx(0, abs=1e-15)
    assert schedule.rate(99, 10) == pytest.approx(0, abs=1e-15)


def test_one_cycle_climbs_to_its_peak_and_falls_to_0() -> None:
    rates = [OneCycle(0.25, 0.1).rate(step, 100) for step in range(101)]
    assert (rates[0], rates[25], rates[100]) == pytest.approx((0.1, 1, 0))
    assert rates[:26] == sorted(rates[:26])
    assert rates[25:] == sorted(rates[25:], reverse=True)
    assert math.isclose(rates[25] - rates[26], rates[98] - rates[99])
