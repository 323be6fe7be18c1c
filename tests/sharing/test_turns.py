"""Turns on one device: shares, waits and debts, for any weights, costs, paces and comings."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.backend import CPU, Device
from engine.sharing import Turns, quantum_on

QUANTUM = 2**-8  # seconds; sums of it are exact


@dataclass(eq=False)
class Runs:
    """Runs whose every step takes `cost` seconds on the clock of a test."""

    clock: Clock
    cost: float = 0.001
    weight: float = 1.0
    first: bool = False
    every: float = 0.0
    at: float = 0.0
    steps: int = 0
    began: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)

    def due(self) -> float:
        return self.at

    def step(self) -> None:
        self.began.append(self.clock.now)
        self.late.append(self.clock.now - self.at)
        self.clock.now += self.cost
        self.steps += 1
        if self.every:
            self.at = max(self.at + self.every, self.clock.now)

    @property
    def spent(self) -> float:
        return self.steps * self.cost


@dataclass
class Clock:
    """Seconds that pass as steps take them."""

    now: float = 1.0
    log: list[Runs] = field(default_factory=list)

    def read(self) -> float:
        return self.now

    def serve(self, turns: Turns[Runs], count: int) -> None:
        for _ in range(count):
            served = turns.once(self.read)
            if served is None:
                self.now += 0.001
            else:
                self.log.append(served)


def seated(clock: Clock, *groups: Runs) -> Turns[Runs]:
    turns: Turns[Runs] = Turns(QUANTUM)
    for group in groups:
        turns.join(group)
    return turns


COSTS = st.floats(1e-5, 0.2)
FREE = st.lists(st.tuples(COSTS, st.floats(0.1, 64)), min_size=1, max_size=6)


def apart(groups: list[Runs]) -> float:
    shares = [group.spent / group.weight for group in groups]
    return max(shares) - min(shares)


@given(FREE, st.integers(1, 400))
@settings(max_examples=150, deadline=None)
def test_seconds_are_shared_by_weight(declared: list[tuple[float, float]], count: int) -> None:
    clock = Clock()
    groups = [Runs(clock, cost, weight) for cost, weight in declared]
    turns = seated(clock, *groups)
    clock.serve(turns, count)
    longest = max(group.cost / group.weight for group in groups)
    assert apart(groups) <= QUANTUM + longest + 1e-9
    if all(seat.credit <= 0 for seat in turns.seats.values()):  # a round has ended
        assert apart(groups) <= longest + 1e-9


@given(FREE, st.integers(1, 300), st.integers(1, 3))
@settings(max_examples=100, deadline=None)
def test_steps_in_flight_are_paid_later(
    declared: list[tuple[float, float]], count: int, flying: int
) -> None:
    """As on a GPU, where what a step took is known when it is over."""
    clock, flight = Clock(), list[Runs]()
    groups = [Runs(clock, cost, weight) for cost, weight in declared]
    turns = seated(clock, *groups)
    for _ in range(count):
        served = turns.next(clock.now)
        assert served is not None
        served.step()
        flight.append(served)
        if len(flight) > flying:
            over = flight.pop(0)
            turns.paid(over, over.cost)
    longest = max(group.cost / group.weight for group in groups)
    assert apart(groups) <= QUANTUM + (1 + flying) * longest + 1e-9


@given(FREE)
@settings(max_examples=100, deadline=None)
def test_nobody_starves(declared: list[tuple[float, float]]) -> None:
    """Who owes a step waits for as many rounds as pay for it, and for nothing else."""
    clock = Clock()
    groups = [Runs(clock, cost, weight) for cost, weight in declared]
    clock.serve(seated(clock, *groups), 400)
    for group in groups:
        rounds = 2 + group.cost / (QUANTUM * group.weight)
        longest = sum(rounds * QUANTUM * other.weight + other.cost for other in groups)
        times = [1.0, *group.began, clock.now]
        assert max(b - a for a, b in itertools.pairwise(times)) <= longest + 1e-9


@given(FREE, COSTS, st.integers(1, 3))
@settings(max_examples=100, deadline=None)
def test_a_presenter_waits_for_one_step(
    declared: list[tuple[float, float]], cost: float, presenters: int
) -> None:
    clock = Clock()
    students = [Runs(clock, each, weight) for each, weight in declared]
    present = [Runs(clock, cost, first=True) for _ in range(presenters)]
    turns = seated(clock, *students)
    clock.serve(turns, 20)
    for group in present:
        turns.join(group)
    before = len(clock.log)
    clock.serve(turns, 200)
    later = clock.log[before:]
    assert later[0].first
    assert all(a.first or b.first for a, b in itertools.pairwise(later))
    longest = max(group.cost for group in present)
    assert max(g.spent for g in present) - min(g.spent for g in present) <= QUANTUM + 2 * longest


def test_students_are_not_starved_by_a_presenter() -> None:
    clock = Clock()
    students = [Runs(clock), Runs(clock, 0.003)]
    turns = seated(clock, Runs(clock, 0.002, first=True), *students)
    clock.serve(turns, 1000)
    assert abs(students[0].spent - students[1].spent) < QUANTUM + 0.003
    assert 350 < sum(group.steps for group in students) <= 500


@given(st.floats(1e-4, QUANTUM), st.lists(st.floats(1e-3, 0.05), min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_a_pace_within_its_share_waits_for_one_step(cost: float, others: list[float]) -> None:
    clock = Clock()
    paced = Runs(clock, cost, every=1.0, at=1.0)
    clock.serve(seated(clock, *(Runs(clock, each) for each in others), paced), 1500)
    assert paced.steps > 1 or clock.now < 3
    assert max(paced.late) <= max(others) + 1e-9


ACTS = st.lists(
    st.tuples(st.sampled_from(["join", "leave", "serve", "pause"]), st.integers(0, 5), COSTS),
    min_size=1,
    max_size=60,
)


@given(ACTS)
@settings(max_examples=150, deadline=None)
def test_credit_stays_within_bounds_whoever_comes_and_goes(
    acts: list[tuple[str, int, float]],
) -> None:
    clock = Clock()
    groups = [Runs(clock, first=k == 0, weight=1 + k) for k in range(6)]
    turns = seated(clock)
    for act, k, cost in acts:
        group = groups[k]
        if act == "join":
            group.cost, group.at = cost, 0.0
            turns.join(group)
        elif act == "leave":
            turns.leave(group)
        elif act == "pause":
            group.at = math.inf
        else:
            clock.serve(turns, 1 + k)
        ready = [g for g in turns.seats if g.at == 0]
        assert (turns.next(clock.now) is None) == (not ready)
        for seated_group, seat in turns.seats.items():
            assert -0.2 <= seat.credit <= QUANTUM * seated_group.weight + 1e-12


def test_a_step_of_many_quanta_is_paid_over_as_many_rounds() -> None:
    clock = Clock()
    long, short = Runs(clock, 10 * QUANTUM), Runs(clock, QUANTUM)
    clock.serve(seated(clock, long, short), 23)
    said = "".join("L" if group is long else "s" for group in clock.log)
    assert said == "L" + 2 * ("s" * 10 + "L")


def test_who_was_away_brings_back_one_quantum_and_its_debts() -> None:
    clock = Clock()
    away, here = Runs(clock, 5 * QUANTUM), Runs(clock)
    turns = seated(clock, away, here)
    clock.serve(turns, 1)
    assert turns.seats[away].credit == pytest.approx(-4 * QUANTUM)
    away.at = math.inf
    clock.serve(turns, 1000)
    assert turns.seats[away].credit == pytest.approx(QUANTUM)


def test_a_clock_that_stands_still_lets_nobody_run_for_ever() -> None:
    clock = Clock()
    groups = [Runs(clock, 0.0), Runs(clock, 0.0)]
    clock.serve(seated(clock, *groups), 20_000)
    assert all(group.steps > 5000 for group in groups)


def test_a_step_that_raises_is_paid_and_a_group_may_leave_in_its_step() -> None:
    clock = Clock()

    class Failing(Runs):
        def step(self) -> None:
            super().step()
            raise RuntimeError("asked to fail")

    class Ending(Runs):
        def step(self) -> None:
            super().step()
            turns.leave(self)

    failing, ending = Failing(clock), Ending(clock)
    turns = seated(clock, failing, ending)
    with pytest.raises(RuntimeError):
        turns.once(clock.read)
    assert turns.seats[failing].credit == pytest.approx(QUANTUM - 0.001)
    turns.leave(failing)
    assert turns.once(clock.read) is ending
    assert turns.once(clock.read) is None


@pytest.mark.parametrize("weight", [0.0, -1.0, math.inf, math.nan])
def test_a_weight_is_above_0(weight: float) -> None:
    with pytest.raises(ValueError, match="expected a weight above 0, got"):
        seated(Clock(), Runs(Clock(), weight=weight))


@pytest.mark.parametrize("seconds", [-1e-9, math.inf, math.nan])
def test_a_cost_is_a_duration(seconds: float) -> None:
    clock = Clock()
    group = Runs(clock)
    with pytest.raises(ValueError, match="expected seconds, got"):
        seated(clock, group).paid(group, seconds)


def test_a_gpu_changes_runs_ten_times_as_often() -> None:
    assert quantum_on(CPU) == 0.05
    assert quantum_on(Device("gpu", "CuPy")) <= 0.005
